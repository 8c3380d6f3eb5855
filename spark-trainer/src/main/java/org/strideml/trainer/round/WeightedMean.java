package org.strideml.trainer.round;

/**
 * Σ n_k x_k / Σ n_k, folded one worker after the other.
 *
 * <p>Sums are kept in double: n_k·x_k is exact there for any n_k below 2²⁹, so the mean of one
 * worker is that worker's vector to the bit, and the order of addition — the caller's, always
 * worker order — is the only thing rounding depends on. Memory is one double per parameter however
 * many workers there are.
 */
public final class WeightedMean {
  private final double[] sum;
  private long weight;

  public WeightedMean(int length) {
    this.sum = new double[length];
  }

  /** Forgets everything added. */
  public void clear() {
    java.util.Arrays.fill(sum, 0);
    weight = 0;
  }

  /**
   * Adds one worker.
   *
   * @param examples rows it has really processed, &gt; 0
   */
  public void add(float[] values, long examples) {
    if (values.length != sum.length) {
      throw new IllegalArgumentException(
          "expected a vector of " + sum.length + " elements, got " + values.length);
    }
    if (examples <= 0) {
      throw new IllegalArgumentException("examples must be > 0, got " + examples);
    }
    double n = examples;
    for (int i = 0; i < sum.length; i++) {
      sum[i] += n * values[i];
    }
    weight += examples;
  }

  /** Rows added so far. */
  public long weight() {
    return weight;
  }

  /** Writes the mean of what was added. */
  public void mean(float[] target) {
    if (weight == 0) {
      throw new IllegalStateException("nothing was added, there is no mean");
    }
    double n = weight;
    for (int i = 0; i < sum.length; i++) {
      target[i] = (float) (sum[i] / n);
    }
  }
}
