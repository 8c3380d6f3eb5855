package org.strideml.kernels.cpu;

/**
 * What normalization does to a plane, one channel of one image. Implementations agree to the bit,
 * as those of {@link Rows}, and sums are formed the same way. Outputs do not overlap inputs.
 */
interface Planes {
  /**
   * y ← f((x − center)·scale + shift [+ residual]), f being ReLU if {@code relu}.
   *
   * @param residual {@code null} for none
   */
  void normalize(
      Row x, float center, float scale, float shift, Row residual, boolean relu, Row y, int n);

  /**
   * Sets {@code sums} to Σ dy and Σ dy·(x − center).
   *
   * @param y when given, dy becomes 0 where y is not above 0, before it is summed
   */
  void gradientSums(Row x, float center, Row y, Row dy, Sums sums, int n);

  /** dx ← dy·ofGradient + (x − center)·ofDeviation + constant. */
  void gradient(
      Row x,
      float center,
      float ofDeviation,
      Row dy,
      float ofGradient,
      float constant,
      Row dx,
      int n);

  /** Results of {@link #gradientSums}. */
  final class Sums {
    float gradient;
    float product;
  }
}
