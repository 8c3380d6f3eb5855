package org.strideml.jobs.sweep.stopping;

import java.util.List;
import java.util.function.ToIntFunction;
import org.strideml.quantization.RandomKey;

/**
 * Which of ASHA's brackets a trial is in: drawn with weights exp(rungs of the bracket), so most are
 * in the one that ends trials soonest. A function of the seed and the trial's id.
 */
public final class BracketDraw implements ToIntFunction<String> {
  private final RandomKey key;
  private final List<Integer> sizes;

  /**
   * @param sizes rungs of each bracket, at least one bracket
   */
  public BracketDraw(long seed, List<Integer> sizes) {
    this.key = RandomKey.of(seed).child("bracket".hashCode());
    this.sizes = List.copyOf(sizes);
  }

  @Override
  public int applyAsInt(String trial) {
    double total = sizes.stream().mapToDouble(BracketDraw::weight).sum();
    double left = key.child(trial.hashCode()).uniform(0) * total;
    for (int bracket = 0; bracket < sizes.size() - 1; bracket++) {
      left -= weight(sizes.get(bracket));
      if (left < 0) {
        return bracket;
      }
    }
    return sizes.size() - 1;
  }

  private static double weight(int size) {
    return Math.exp(size);
  }
}
