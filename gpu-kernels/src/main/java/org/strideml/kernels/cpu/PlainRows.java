package org.strideml.kernels.cpu;

import java.util.Arrays;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Dropout;

/**
 * One element after the other: the control of {@link VectorRows}, which leaves it the ends of rows,
 * and its replacement where the Vector API is missing.
 *
 * <p>Methods that take {@code from} handle the elements from there on; partial sums arrive in
 * {@code lanes}.
 */
final class PlainRows implements Rows {
  private final float[] lanes = new float[LANES];
  private final float[] moreLanes = new float[LANES];
  private final float[][] bothLanes = {lanes, moreLanes};
  private final DecoderRows decoder = new PlainDecoderRows();

  @Override
  public void fill(float value, Row y, int n) {
    fill(value, y, 0, n);
  }

  static void fill(float value, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      y.set(i, value);
    }
  }

  @Override
  public void add(Row x, Row y, int n) {
    add(x, y, 0, n);
  }

  static void add(Row x, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      y.set(i, y.get(i) + x.get(i));
    }
  }

  @Override
  public void dropout(Dropout dropout, Row x, Row y, int n) {
    dropout(dropout, x, y, 0, n);
  }

  static void dropout(Dropout dropout, Row x, Row y, int from, int n) {
    float scale = dropout.scale();
    for (int i = from; i < n; i++) {
      y.set(i, dropout.keeps(i) ? scale * x.get(i) : 0);
    }
  }

  @Override
  public void sum(Row a, Row b, Row y, int n) {
    sum(a, b, y, 0, n);
  }

  static void sum(Row a, Row b, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      y.set(i, a.get(i) + b.get(i));
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

  @Override
  public void scale(float scale, Row y, int n) {
    scale(scale, y, 0, n);
  }

  static void scale(float scale, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      y.set(i, scale * y.get(i));
    }
  }

  @Override
  public void activate(Activation f, Row x, Row y, int n) {
    activate(f, x, y, 0, n);
  }

  static void activate(Activation f, Row x, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      float value = x.get(i);
      y.set(
          i,
          switch (f) {
            case IDENTITY -> value;
            case RELU -> Math.max(value, 0f);
            case TANH -> ScalarMath.tanh(value);
            case GELU -> ScalarMath.gelu(value);
          });
    }
  }

  @Override
  public void activationGradient(Activation f, Row x, Row dy, int n) {
    activationGradient(f, x, dy, 0, n);
  }

  static void activationGradient(Activation f, Row x, Row dy, int from, int n) {
    for (int i = from; i < n; i++) {
      float value = x.get(i);
      float gradient = dy.get(i);
      dy.set(
          i,
          switch (f) {
            case IDENTITY -> gradient;
            case RELU -> value > 0 ? gradient : 0f;
            case TANH -> gradient * ScalarMath.tanhGradient(value);
            case GELU -> gradient * ScalarMath.geluGradient(value);
          });
    }
  }

  @Override
  public float total(Row x, int n) {
    Arrays.fill(lanes, 0);
    total(x, lanes, 0, n);
    return Rows.fold(lanes);
  }

  static void total(Row x, float[] lanes, int from, int n) {
    for (int i = from; i < n; i++) {
      lanes[i % LANES] += x.get(i);
    }
  }

  @Override
  public float squares(Row x, float center, int n) {
    Arrays.fill(lanes, 0);
    squares(x, center, lanes, 0, n);
    return Rows.fold(lanes);
  }

  static void squares(Row x, float center, float[] lanes, int from, int n) {
    for (int i = from; i < n; i++) {
      float deviation = x.get(i) - center;
      lanes[i % LANES] = Math.fma(deviation, deviation, lanes[i % LANES]);
    }
  }

  @Override
  public float dot(Row x, Row y, int n) {
    Arrays.fill(lanes, 0);
    dot(x, y, lanes, 0, n);
    return Rows.fold(lanes);
  }

  static void dot(Row x, Row y, float[] lanes, int from, int n) {
    for (int i = from; i < n; i++) {
      lanes[i % LANES] = Math.fma(x.get(i), y.get(i), lanes[i % LANES]);
    }
  }

  @Override
  public float maximum(Row x, int n) {
    return maximum(x, Float.NEGATIVE_INFINITY, 0, n);
  }

  static float maximum(Row x, float soFar, int from, int n) {
    float maximum = soFar;
    for (int i = from; i < n; i++) {
      maximum = Math.max(maximum, x.get(i));
    }
    return maximum;
  }

  @Override
  public float exponentials(Row x, float shift, Row y, int n) {
    Arrays.fill(lanes, 0);
    exponentials(x, shift, y, lanes, 0, n);
    return Rows.fold(lanes);
  }

  static void exponentials(Row x, float shift, Row y, float[] lanes, int from, int n) {
    for (int i = from; i < n; i++) {
      float value = ScalarMath.exp(x.get(i) - shift);
      lanes[i % LANES] += value;
      y.set(i, value);
    }
  }

  @Override
  public void softmaxGradient(Row p, float center, float scale, Row dp, int n) {
    softmaxGradient(p, center, scale, dp, 0, n);
  }

  static void softmaxGradient(Row p, float center, float scale, Row dp, int from, int n) {
    for (int i = from; i < n; i++) {
      dp.set(i, scale * p.get(i) * (dp.get(i) - center));
    }
  }

  @Override
  public void normalize(Row x, Norm norm, Row y, int n) {
    normalize(x, norm, y, 0, n);
  }

  static void normalize(Row x, Norm norm, Row y, int from, int n) {
    for (int i = from; i < n; i++) {
      float normalized = (x.get(i) - norm.mean) * norm.rstd;
      y.set(i, Math.fma(normalized, norm.gamma.get(i), norm.beta.get(i)));
    }
  }

  @Override
  public void normalizeGradientSums(Row x, Norm norm, Row dy, int n) {
    Arrays.fill(lanes, 0);
    Arrays.fill(moreLanes, 0);
    normalizeGradientSums(x, norm, dy, bothLanes, 0, n);
    norm.gradientSum = Rows.fold(lanes);
    norm.gradientProduct = Rows.fold(moreLanes);
  }

  static void normalizeGradientSums(Row x, Norm norm, Row dy, float[][] lanes, int from, int n) {
    for (int i = from; i < n; i++) {
      float normalized = (x.get(i) - norm.mean) * norm.rstd;
      float gradient = dy.get(i);
      float scaled = gradient * norm.gamma.get(i);
      int lane = i % LANES;
      lanes[0][lane] += scaled;
      lanes[1][lane] = Math.fma(scaled, normalized, lanes[1][lane]);
      norm.dGamma.set(i, Math.fma(gradient, normalized, norm.dGamma.get(i)));
      norm.dBeta.set(i, gradient + norm.dBeta.get(i));
    }
  }

  @Override
  public void normalizeGradient(Row x, Norm norm, Row dy, Row dx, int n) {
    normalizeGradient(x, norm, dy, dx, 0, n);
  }

  static void normalizeGradient(Row x, Norm norm, Row dy, Row dx, int from, int n) {
    float shift = norm.gradientSum / n;
    float slope = norm.gradientProduct / n;
    for (int i = from; i < n; i++) {
      float normalized = (x.get(i) - norm.mean) * norm.rstd;
      float scaled = dy.get(i) * norm.gamma.get(i) - shift;
      float centered = Math.fma(-slope, normalized, scaled);
      dx.set(i, Math.fma(norm.rstd, centered, dx.get(i)));
    }
  }

  @Override
  public DecoderRows decoder() {
    return decoder;
  }

  @Override
  public void sgd(SgdRule rule, Row parameters, Row gradient, Row momentum, int n) {
    sgd(rule, parameters, gradient, momentum, 0, n);
  }

  static void sgd(SgdRule rule, Row parameters, Row gradient, Row momentum, int from, int n) {
    for (int i = from; i < n; i++) {
      float p = parameters.get(i);
      float g = Math.fma(rule.decay(), p, rule.gradientScale() * gradient.get(i));
      float d = g;
      if (rule.momentum() != 0) {
        float b = Math.fma(rule.momentum(), momentum.get(i), g);
        momentum.set(i, b);
        d = rule.nesterov() ? Math.fma(rule.momentum(), b, g) : b;
      }
      parameters.set(i, Math.fma(rule.negativeRate(), d, p));
    }
  }

  @Override
  public void adamW(AdamWRule rule, Row parameters, Row gradient, Row m, Row v, int n) {
    adamW(rule, parameters, gradient, m, v, 0, n);
  }

  static void adamW(AdamWRule rule, Row parameters, Row gradient, Row m, Row v, int from, int n) {
    for (int i = from; i < n; i++) {
      float g = rule.gradientScale() * gradient.get(i);
      float first = Math.fma(rule.beta1(), m.get(i), rule.gain1() * g);
      float second = Math.fma(rule.beta2(), v.get(i), rule.gain2() * g * g);
      m.set(i, first);
      v.set(i, second);
      float root = Math.fma((float) Math.sqrt(second), rule.rootScale(), rule.epsilon());
      float kept = rule.keep() * parameters.get(i);
      parameters.set(i, Math.fma(rule.negativeRate(), first / root, kept));
    }
  }
}
