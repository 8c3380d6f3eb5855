package org.strideml.trainer.sync;

import java.util.Arrays;

/**
 * Σ n_k x_k / Σ n_k, folded one worker after the other.
 *
 * <p>Sums are kept in double: n_k·x_k is exact there for any n_k below 2²⁹, so the mean of one
 * worker is that worker's vector to the bit, and the order of addition — the caller's, always
 * worker order — is the only thing rounding depends on. Memory is one double per parameter however
 * many workers there are.
 */
public record WeightedMean() implements Aggregation {
  @Override
  public String type() {
    return "mean";
  }

  @Override
  public int keptPerWorker() {
    return 0;
  }

  @Override
  public Fold open(int length) {
    return new Sum(length);
  }

  private static final class Sum implements Fold {
    private final double[] sum;
    private long weight;

    Sum(int length) {
      this.sum = new double[length];
    }

    @Override
    public void add(float[] values, long examples) {
      Contributions.check(values, examples, sum.length);
      double n = examples;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += n * values[i];
      }
      weight += examples;
    }

    @Override
    public void finish(float[] target) {
      Contributions.requireAny(weight);
      double n = weight;
      for (int i = 0; i < sum.length; i++) {
        target[i] = (float) (sum[i] / n);
      }
      Arrays.fill(sum, 0);
      weight = 0;
    }
  }
}
