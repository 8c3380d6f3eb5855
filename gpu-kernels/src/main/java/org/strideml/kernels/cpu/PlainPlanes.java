package org.strideml.kernels.cpu;

import java.util.Arrays;

/** One element after the other: the control of {@link VectorPlanes}, and the ends of its planes. */
final class PlainPlanes implements Planes {
  private final float[] gradients = new float[Rows.LANES];
  private final float[] products = new float[Rows.LANES];

  @Override
  public void normalize(
      Row x, float center, float scale, float shift, Row residual, boolean relu, Row y, int n) {
    normalize(x, center, scale, shift, residual, relu, y, 0, n);
  }

  static void normalize(
      Row x,
      float center,
      float scale,
      float shift,
      Row residual,
      boolean relu,
      Row y,
      int from,
      int n) {
    for (int i = from; i < n; i++) {
      float value = Math.fma(x.get(i) - center, scale, shift);
      if (residual != null) {
        value += residual.get(i);
      }
      y.set(i, relu ? Math.max(value, 0f) : value);
    }
  }

  @Override
  public void gradientSums(Row x, float center, Row y, Row dy, Sums sums, int n) {
    Arrays.fill(gradients, 0);
    Arrays.fill(products, 0);
    gradientSums(x, center, y, dy, gradients, products, 0, n);
    sums.gradient = Rows.fold(gradients);
    sums.product = Rows.fold(products);
  }

  static void gradientSums(
      Row x, float center, Row y, Row dy, float[] gradients, float[] products, int from, int n) {
    for (int i = from; i < n; i++) {
      float gradient = dy.get(i);
      if (y != null) {
        gradient = y.get(i) > 0 ? gradient : 0f;
        dy.set(i, gradient);
      }
      int lane = i % Rows.LANES;
      gradients[lane] += gradient;
      products[lane] = Math.fma(gradient, x.get(i) - center, products[lane]);
    }
  }

  @Override
  public void gradient(
      Row x,
      float center,
      float ofDeviation,
      Row dy,
      float ofGradient,
      float constant,
      Row dx,
      int n) {
    gradient(x, center, ofDeviation, dy, ofGradient, constant, dx, 0, n);
  }

  static void gradient(
      Row x,
      float center,
      float ofDeviation,
      Row dy,
      float ofGradient,
      float constant,
      Row dx,
      int from,
      int n) {
    for (int i = from; i < n; i++) {
      float along = Math.fma(x.get(i) - center, ofDeviation, constant);
      dx.set(i, Math.fma(dy.get(i), ofGradient, along));
    }
  }
}
