package org.strideml.kernels.cpu;

import java.util.Arrays;

/** One element after the other, as {@link PlainRows}. */
final class PlainDecoderRows implements DecoderRows {
  private final float[] lanes = new float[Rows.LANES];

  @Override
  public void rmsNormalize(Row x, Rows.Norm norm, Row y, int n) {
    rmsNormalize(x, norm, y, 0, n);
  }

  static void rmsNormalize(Row x, Rows.Norm norm, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      y.set(i, x.get(i) * norm.rstd * norm.gamma.get(i));
    }
  }

  @Override
  public void rmsGradientSums(Row x, Rows.Norm norm, Row dy, int n) {
    Arrays.fill(lanes, 0);
    rmsGradientSums(x, norm, dy, lanes, 0, n);
    norm.gradientProduct = Rows.fold(lanes);
  }

  static void rmsGradientSums(Row x, Rows.Norm norm, Row dy, float[] lanes, int from, int n) {
    for (int i = from; i < n; i++) {
      float normalized = x.get(i) * norm.rstd;
      float gradient = dy.get(i);
      int lane = i % Rows.LANES;
      lanes[lane] = Math.fma(gradient * norm.gamma.get(i), normalized, lanes[lane]);
      norm.dGamma.set(i, Math.fma(gradient, normalized, norm.dGamma.get(i)));
    }
  }

  @Override
  public void rmsGradient(Row x, Rows.Norm norm, Row dy, Row dx, int n) {
    rmsGradient(x, norm, dy, dx, 0, n);
  }

  static void rmsGradient(Row x, Rows.Norm norm, Row dy, Row dx, int from, int n) {
    float slope = norm.gradientProduct / n;
    for (int i = from; i < n; i++) {
      float normalized = x.get(i) * norm.rstd;
      float centered = Math.fma(-slope, normalized, dy.get(i) * norm.gamma.get(i));
      dx.set(i, Math.fma(norm.rstd, centered, dx.get(i)));
    }
  }

  @Override
  public void rotate(Row cosines, Row sines, boolean back, Row a, Row b, int n) {
    rotate(cosines, sines, back ? -1 : 1, a, b, 0, n);
  }

  static void rotate(Row cosines, Row sines, float direction, Row a, Row b, int from, int n) {
    for (int i = from; i < n; i++) {
      float cosine = cosines.get(i);
      float sine = direction * sines.get(i);
      float first = a.get(i);
      float second = b.get(i);
      a.set(i, Math.fma(-second, sine, first * cosine));
      b.set(i, Math.fma(first, sine, second * cosine));
    }
  }

  @Override
  public void gate(Row gate, Row up, Row y, int n) {
    gate(gate, up, y, 0, n);
  }

  static void gate(Row gate, Row up, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      float g = gate.get(i);
      y.set(i, g / (1 + ScalarMath.exp(-g)) * up.get(i));
    }
  }

  @Override
  public void gateGradient(Row gate, Row up, Row dy, Row dGate, Row dUp, int n) {
    gateGradient(gate, up, dy, dGate, dUp, 0, n);
  }

  static void gateGradient(Row gate, Row up, Row dy, Row dGate, Row dUp, int from, int n) {
    for (int i = from; i < n; i++) {
      float g = gate.get(i);
      float sigmoid = 1 / (1 + ScalarMath.exp(-g));
      float silu = g * sigmoid;
      float slope = Math.fma(silu, 1 - sigmoid, sigmoid);
      float gradient = dy.get(i);
      dGate.set(i, gradient * up.get(i) * slope);
      dUp.set(i, gradient * silu);
    }
  }

  @Override
  public void addScaled(float scale, Row x, Row y, int n) {
    addScaled(scale, x, y, 0, n);
  }

  static void addScaled(float scale, Row x, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      y.set(i, Math.fma(scale, x.get(i), y.get(i)));
    }
  }
}
