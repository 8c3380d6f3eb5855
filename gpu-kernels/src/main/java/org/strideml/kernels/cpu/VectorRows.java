package org.strideml.kernels.cpu;

import static org.strideml.kernels.cpu.VectorMath.load;
import static org.strideml.kernels.cpu.VectorMath.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.strideml.kernels.Activation;

/**
 * {@link Rows} by the widest vectors of the processor; whatever is left at the end of a row goes to
 * {@link PlainRows}. Where vectors are narrower than {@link Rows#LANES}, a reduction goes over its
 * row once for each part of the partial sums.
 */
final class VectorRows implements Rows {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();

  private final float[] lanes = new float[LANES];
  private final float[] moreLanes = new float[LANES];
  private final float[][] bothLanes = {lanes, moreLanes};

  /** Vectors wider than the partial sums would need another order of summation. */
  static boolean fits() {
    return WIDTH <= LANES;
  }

  @Override
  public void add(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      store(load(ys, yStart, i).add(load(xs, xStart, i)), ys, yStart, i);
    }
    PlainRows.add(x, y, end, n);
  }

  @Override
  public void sum(Row a, Row b, Row y, int n) {
    ByteBuffer as = a.bytes();
    ByteBuffer bs = b.bytes();
    ByteBuffer ys = y.bytes();
    int aStart = a.byteOffset();
    int bStart = b.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      store(load(as, aStart, i).add(load(bs, bStart, i)), ys, yStart, i);
    }
    PlainRows.sum(a, b, y, end, n);
  }

  @Override
  public void scale(float scale, Row y, int n) {
    ByteBuffer ys = y.bytes();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      store(load(ys, yStart, i).mul(scale), ys, yStart, i);
    }
    PlainRows.scale(scale, y, end, n);
  }

  @Override
  public void activate(Activation f, Row x, Row y, int n) {
    switch (f) {
      case IDENTITY -> y.copy(x, n);
      case RELU -> relu(x, y, n);
      case TANH -> tanh(x, y, n);
      case GELU -> gelu(x, y, n);
    }
  }

  private static void relu(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      store(load(xs, xStart, i).max(0f), ys, yStart, i);
    }
    PlainRows.activate(Activation.RELU, x, y, end, n);
  }

  private static void tanh(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      store(VectorMath.tanh(load(xs, xStart, i)), ys, yStart, i);
    }
    PlainRows.activate(Activation.TANH, x, y, end, n);
  }

  private static void gelu(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      store(VectorMath.gelu(load(xs, xStart, i)), ys, yStart, i);
    }
    PlainRows.activate(Activation.GELU, x, y, end, n);
  }

  @Override
  public void activationGradient(Activation f, Row x, Row dy, int n) {
    switch (f) {
      case IDENTITY -> {}
      case RELU -> reluGradient(x, dy, n);
      case TANH -> tanhGradient(x, dy, n);
      case GELU -> geluGradient(x, dy, n);
    }
  }

  private static void reluGradient(Row x, Row dy, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = dy.bytes();
    int xStart = x.byteOffset();
    int yStart = dy.byteOffset();
    int end = SPECIES.loopBound(n);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < end; i += WIDTH) {
      VectorMask<Float> positive = load(xs, xStart, i).compare(VectorOperators.GT, 0f);
      store(zero.blend(load(ys, yStart, i), positive), ys, yStart, i);
    }
    PlainRows.activationGradient(Activation.RELU, x, dy, end, n);
  }

  private static void tanhGradient(Row x, Row dy, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = dy.bytes();
    int xStart = x.byteOffset();
    int yStart = dy.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector slope = VectorMath.tanhGradient(load(xs, xStart, i));
      store(load(ys, yStart, i).mul(slope), ys, yStart, i);
    }
    PlainRows.activationGradient(Activation.TANH, x, dy, end, n);
  }

  private static void geluGradient(Row x, Row dy, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = dy.bytes();
    int xStart = x.byteOffset();
    int yStart = dy.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector slope = VectorMath.geluGradient(load(xs, xStart, i));
      store(load(ys, yStart, i).mul(slope), ys, yStart, i);
    }
    PlainRows.activationGradient(Activation.GELU, x, dy, end, n);
  }

  @Override
  public float total(Row x, int n) {
    ByteBuffer xs = x.bytes();
    int xStart = x.byteOffset();
    int end = n - n % LANES;
    for (int part = 0; part < LANES; part += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = part; i < end; i += LANES) {
        sum = sum.add(load(xs, xStart, i));
      }
      sum.intoArray(lanes, part);
    }
    PlainRows.total(x, lanes, end, n);
    return Rows.fold(lanes);
  }

  @Override
  public float squares(Row x, float center, int n) {
    ByteBuffer xs = x.bytes();
    int xStart = x.byteOffset();
    int end = n - n % LANES;
    for (int part = 0; part < LANES; part += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = part; i < end; i += LANES) {
        FloatVector deviation = load(xs, xStart, i).sub(center);
        sum = deviation.fma(deviation, sum);
      }
      sum.intoArray(lanes, part);
    }
    PlainRows.squares(x, center, lanes, end, n);
    return Rows.fold(lanes);
  }

  @Override
  public float dot(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = n - n % LANES;
    for (int part = 0; part < LANES; part += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = part; i < end; i += LANES) {
        sum = load(xs, xStart, i).fma(load(ys, yStart, i), sum);
      }
      sum.intoArray(lanes, part);
    }
    PlainRows.dot(x, y, lanes, end, n);
    return Rows.fold(lanes);
  }

  @Override
  public float maximum(Row x, int n) {
    ByteBuffer xs = x.bytes();
    int xStart = x.byteOffset();
    int end = SPECIES.loopBound(n);
    FloatVector maximum = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < end; i += WIDTH) {
      maximum = maximum.max(load(xs, xStart, i));
    }
    return PlainRows.maximum(x, maximum.reduceLanes(VectorOperators.MAX), end, n);
  }

  @Override
  public float exponentials(Row x, float shift, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = n - n % LANES;
    for (int part = 0; part < LANES; part += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = part; i < end; i += LANES) {
        FloatVector value = VectorMath.exp(load(xs, xStart, i).sub(shift));
        sum = sum.add(value);
        store(value, ys, yStart, i);
      }
      sum.intoArray(lanes, part);
    }
    PlainRows.exponentials(x, shift, y, lanes, end, n);
    return Rows.fold(lanes);
  }

  @Override
  public void softmaxGradient(Row p, float center, float scale, Row dp, int n) {
    ByteBuffer ps = p.bytes();
    ByteBuffer ds = dp.bytes();
    int pStart = p.byteOffset();
    int dStart = dp.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector deviation = load(ds, dStart, i).sub(center);
      store(load(ps, pStart, i).mul(scale).mul(deviation), ds, dStart, i);
    }
    PlainRows.softmaxGradient(p, center, scale, dp, end, n);
  }

  @Override
  public void normalize(Row x, Norm norm, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    ByteBuffer gammas = norm.gamma.bytes();
    ByteBuffer betas = norm.beta.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int gammaStart = norm.gamma.byteOffset();
    int betaStart = norm.beta.byteOffset();
    float mean = norm.mean;
    float rstd = norm.rstd;
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector normalized = load(xs, xStart, i).sub(mean).mul(rstd);
      FloatVector gamma = load(gammas, gammaStart, i);
      store(normalized.fma(gamma, load(betas, betaStart, i)), ys, yStart, i);
    }
    PlainRows.normalize(x, norm, y, end, n);
  }

  @Override
  public void normalizeGradientSums(Row x, Norm norm, Row dy, int n) {
    int end = n - n % LANES;
    for (int part = 0; part < LANES; part += WIDTH) {
      normalizeGradientSums(x, norm, dy, part, end);
    }
    PlainRows.normalizeGradientSums(x, norm, dy, bothLanes, end, n);
    norm.gradientSum = Rows.fold(lanes);
    norm.gradientProduct = Rows.fold(moreLanes);
  }

  private void normalizeGradientSums(Row x, Norm norm, Row dy, int part, int end) {
    ByteBuffer xs = x.bytes();
    ByteBuffer dys = dy.bytes();
    ByteBuffer gammas = norm.gamma.bytes();
    ByteBuffer dGammas = norm.dGamma.bytes();
    ByteBuffer dBetas = norm.dBeta.bytes();
    int xStart = x.byteOffset();
    int dyStart = dy.byteOffset();
    int gammaStart = norm.gamma.byteOffset();
    int dGammaStart = norm.dGamma.byteOffset();
    int dBetaStart = norm.dBeta.byteOffset();
    float mean = norm.mean;
    float rstd = norm.rstd;
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector product = FloatVector.zero(SPECIES);
    for (int i = part; i < end; i += LANES) {
      FloatVector normalized = load(xs, xStart, i).sub(mean).mul(rstd);
      FloatVector gradient = load(dys, dyStart, i);
      FloatVector scaled = gradient.mul(load(gammas, gammaStart, i));
      sum = sum.add(scaled);
      product = scaled.fma(normalized, product);
      store(gradient.fma(normalized, load(dGammas, dGammaStart, i)), dGammas, dGammaStart, i);
      store(gradient.add(load(dBetas, dBetaStart, i)), dBetas, dBetaStart, i);
    }
    sum.intoArray(lanes, part);
    product.intoArray(moreLanes, part);
  }

  @Override
  public void normalizeGradient(Row x, Norm norm, Row dy, Row dx, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer dys = dy.bytes();
    ByteBuffer dxs = dx.bytes();
    ByteBuffer gammas = norm.gamma.bytes();
    int xStart = x.byteOffset();
    int dyStart = dy.byteOffset();
    int dxStart = dx.byteOffset();
    int gammaStart = norm.gamma.byteOffset();
    float mean = norm.mean;
    float rstd = norm.rstd;
    float shift = norm.gradientSum / n;
    float minusSlope = -(norm.gradientProduct / n);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector normalized = load(xs, xStart, i).sub(mean).mul(rstd);
      FloatVector gamma = load(gammas, gammaStart, i);
      FloatVector scaled = load(dys, dyStart, i).mul(gamma).sub(shift);
      FloatVector centered = normalized.fma(FloatVector.broadcast(SPECIES, minusSlope), scaled);
      FloatVector result =
          centered.fma(FloatVector.broadcast(SPECIES, rstd), load(dxs, dxStart, i));
      store(result, dxs, dxStart, i);
    }
    PlainRows.normalizeGradient(x, norm, dy, dx, end, n);
  }

  @Override
  public void sgd(SgdRule rule, Row parameters, Row gradient, Row momentum, int n) {
    int end = SPECIES.loopBound(n);
    if (rule.momentum() == 0) {
      plainSgd(rule, parameters, gradient, end);
    } else {
      momentumSgd(rule, parameters, gradient, momentum, end);
    }
    PlainRows.sgd(rule, parameters, gradient, momentum, end, n);
  }

  private static void plainSgd(SgdRule rule, Row parameters, Row gradient, int end) {
    ByteBuffer ps = parameters.bytes();
    ByteBuffer gs = gradient.bytes();
    int pStart = parameters.byteOffset();
    int gStart = gradient.byteOffset();
    FloatVector decay = FloatVector.broadcast(SPECIES, rule.decay());
    FloatVector rate = FloatVector.broadcast(SPECIES, rule.negativeRate());
    float scale = rule.gradientScale();
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector p = load(ps, pStart, i);
      FloatVector g = decay.fma(p, load(gs, gStart, i).mul(scale));
      store(rate.fma(g, p), ps, pStart, i);
    }
  }

  private static void momentumSgd(
      SgdRule rule, Row parameters, Row gradient, Row momentum, int end) {
    ByteBuffer ps = parameters.bytes();
    ByteBuffer gs = gradient.bytes();
    ByteBuffer bs = momentum.bytes();
    int pStart = parameters.byteOffset();
    int gStart = gradient.byteOffset();
    int bStart = momentum.byteOffset();
    FloatVector decay = FloatVector.broadcast(SPECIES, rule.decay());
    FloatVector mu = FloatVector.broadcast(SPECIES, rule.momentum());
    FloatVector rate = FloatVector.broadcast(SPECIES, rule.negativeRate());
    float scale = rule.gradientScale();
    boolean nesterov = rule.nesterov();
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector p = load(ps, pStart, i);
      FloatVector g = decay.fma(p, load(gs, gStart, i).mul(scale));
      FloatVector b = mu.fma(load(bs, bStart, i), g);
      store(b, bs, bStart, i);
      FloatVector d = nesterov ? mu.fma(b, g) : b;
      store(rate.fma(d, p), ps, pStart, i);
    }
  }

  @Override
  public void adamW(AdamWRule rule, Row parameters, Row gradient, Row m, Row v, int n) {
    int end = SPECIES.loopBound(n);
    ByteBuffer ps = parameters.bytes();
    ByteBuffer gs = gradient.bytes();
    ByteBuffer ms = m.bytes();
    ByteBuffer vs = v.bytes();
    int pStart = parameters.byteOffset();
    int gStart = gradient.byteOffset();
    int mStart = m.byteOffset();
    int vStart = v.byteOffset();
    FloatVector beta1 = FloatVector.broadcast(SPECIES, rule.beta1());
    FloatVector beta2 = FloatVector.broadcast(SPECIES, rule.beta2());
    FloatVector rate = FloatVector.broadcast(SPECIES, rule.negativeRate());
    FloatVector rootScale = FloatVector.broadcast(SPECIES, rule.rootScale());
    FloatVector epsilon = FloatVector.broadcast(SPECIES, rule.epsilon());
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector g = load(gs, gStart, i).mul(rule.gradientScale());
      FloatVector first = beta1.fma(load(ms, mStart, i), g.mul(rule.gain1()));
      FloatVector second = beta2.fma(load(vs, vStart, i), g.mul(rule.gain2()).mul(g));
      store(first, ms, mStart, i);
      store(second, vs, vStart, i);
      FloatVector root = second.lanewise(VectorOperators.SQRT).fma(rootScale, epsilon);
      FloatVector kept = load(ps, pStart, i).mul(rule.keep());
      store(rate.fma(first.div(root), kept), ps, pStart, i);
    }
    PlainRows.adamW(rule, parameters, gradient, m, v, end, n);
  }
}
