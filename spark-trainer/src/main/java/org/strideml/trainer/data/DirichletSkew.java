package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;

/**
 * Of each label's rows worker k gets the share p_k of a draw from a symmetric Dirichlet
 * distribution (Hsu et al., 2019). Shards differ in size as well.
 *
 * @param alpha above 0; 100 is nearly uniform, 0.1 leaves most workers few labels
 */
public record DirichletSkew(double alpha) implements Skew {
  private static final long PURPOSE = 0x6469726963686cL; // "dirichl"

  public DirichletSkew {
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("alpha must be above 0 and finite, got " + alpha);
    }
  }

  @Override
  public RowPlacement deal(int[] labels, int workers, long seed) {
    RandomKey key = RandomKey.of(seed).child(PURPOSE);
    int[] sorted = RowsByLabel.sorted(labels, key.child(0));
    int[] shards = new int[labels.length];
    int begin = 0;
    while (begin < sorted.length) {
      int label = labels[sorted[begin]];
      int end = begin;
      while (end < sorted.length && labels[sorted[end]] == label) {
        end++;
      }
      double[] upTo = cumulative(key.child(1).child(label), workers);
      int worker = 0;
      for (int i = begin; i < end; i++) {
        double place = (i - begin + 0.5) / (end - begin);
        while (worker < workers - 1 && place >= upTo[worker]) {
          worker++;
        }
        shards[sorted[i]] = worker;
      }
      begin = end;
    }
    return new DealtRows(shards, workers);
  }

  /** Sums of a draw's first shares. */
  double[] cumulative(RandomKey key, int workers) {
    double[] sums = new double[workers];
    double sum = 0;
    for (int k = 0; k < workers; k++) {
      sum += Gamma.draw(alpha, key.child(k));
      sums[k] = sum;
    }
    for (int k = 0; k < workers; k++) {
      sums[k] = sum > 0 ? sums[k] / sum : (k + 1.0) / workers;
    }
    return sums;
  }
}
