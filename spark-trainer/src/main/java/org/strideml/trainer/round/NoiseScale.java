package org.strideml.trainer.round;

/**
 * The gradient noise scale (McCandlish et al., 2018), measured on the way: with B_s rows behind a
 * worker's change and B_b behind the mean of all,
 *
 * <pre>
 * |G|² ≈ (B_b·‖mean Δ‖² − B_s·mean ‖Δ_k‖²) / (B_b − B_s)
 * S    ≈ (mean ‖Δ_k‖² − ‖mean Δ‖²) / (1/B_s − 1/B_b)
 * </pre>
 *
 * <p>both averaged over rounds, and their ratio S/|G|² rows: batches far below it are mostly noise,
 * far above it mostly repetition. Workers add one number to what they send. With one step per round
 * and SGD it is the measure of the paper; with more, or another optimizer, that of the changes they
 * make, for a batch of all rows of a round.
 */
public final class NoiseScale {
  private static final double MEMORY = 0.95;

  private final float[] averages;

  /**
   * @param averages of |G|², S and their weight, zeros before the first round; changed in place
   */
  NoiseScale(float[] averages) {
    this.averages = averages;
  }

  /** Floats it remembers. */
  static int size() {
    return 3;
  }

  /**
   * Adds a round.
   *
   * @param workers that took part, at least 2
   * @param rows of each
   * @param meanOfSquares mean ‖Δ_k‖²
   * @param squareOfMean ‖mean Δ‖²
   */
  void add(int workers, double rows, double meanOfSquares, double squareOfMean) {
    double all = workers * rows;
    double signal = (all * squareOfMean - rows * meanOfSquares) / (all - rows);
    double noise = (meanOfSquares - squareOfMean) / (1 / rows - 1 / all);
    fold(0, signal);
    fold(1, noise);
    fold(2, 1);
  }

  private void fold(int index, double value) {
    averages[index] = (float) (MEMORY * averages[index] + (1 - MEMORY) * value);
  }

  /** S/|G|² in rows; NaN while it is unknown, infinite when there is nothing but noise. */
  public double rows() {
    if (averages[2] == 0) {
      return Double.NaN;
    }
    return averages[0] > 0 ? Math.max(0, averages[1] / averages[0]) : Double.POSITIVE_INFINITY;
  }
}
