package org.strideml.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Dropout;

/**
 * {@link Rows} by the widest vectors of the processor; whatever is left at the end of a row goes to
 * {@link PlainRows}. Where vectors are narrower than {@link Rows#LANES}, a reduction goes over its
 * row once for each part of the partial sums.
 */
final class VectorRows implements Rows {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final int BYTES = Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final float[] lanes = new float[LANES];
  private final VectorNormalization normalization = new VectorNormalization();
  private final VectorExponentials exponentials = new VectorExponentials();
  private final DecoderRows decoder = new VectorDecoderRows();

  /** Vectors wider than the partial sums would need another order of summation. */
  static boolean fits() {
    return WIDTH <= LANES;
  }

  @Override
  public void fill(float value, Row y, int n) {
    ByteBuffer ys = y.bytes();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    FloatVector vector = broadcast(SPECIES, value);
    for (int i = 0; i < end; i += WIDTH) {
      vector.intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainRows.fill(value, y, end, n);
  }

  @Override
  public void add(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER)
          .add(fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER))
          .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainRows.add(x, y, end, n);
  }

  @Override
  public void dropout(Dropout dropout, Row x, Row y, int n) {
    VectorDropout.dropout(dropout, x, y, n);
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
      fromByteBuffer(SPECIES, as, aStart + BYTES * i, ORDER)
          .add(fromByteBuffer(SPECIES, bs, bStart + BYTES * i, ORDER))
          .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainRows.sum(a, b, y, end, n);
  }

  @Override
  public void addScaled(float scale, Row x, Row y, int n) {
    int end = SPECIES.loopBound(n);
    if (end > 0) {
      ByteBuffer xs = x.bytes();
      ByteBuffer ys = y.bytes();
      int xStart = x.byteOffset();
      int yStart = y.byteOffset();
      FloatVector factor = broadcast(SPECIES, scale);
      for (int i = 0; i < end; i += WIDTH) {
        fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER)
            .fma(factor, fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER))
            .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
      }
    }
    PlainRows.addScaled(scale, x, y, end, n);
  }

  @Override
  public void scale(float scale, Row y, int n) {
    ByteBuffer ys = y.bytes();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER)
          .mul(scale)
          .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainRows.scale(scale, y, end, n);
  }

  @Override
  public void activate(Activation f, Row x, Row y, int n) {
    switch (f) {
      case IDENTITY -> y.copy(x, n);
      case RELU -> relu(x, y, n);
      case TANH -> exponentials.tanh(x, y, n);
      case GELU -> exponentials.gelu(x, y, n);
    }
  }

  private static void relu(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER)
          .max(0f)
          .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainRows.activate(Activation.RELU, x, y, end, n);
  }

  @Override
  public void activationGradient(Activation f, Row x, Row dy, int n) {
    switch (f) {
      case IDENTITY -> {}
      case RELU -> reluGradient(x, dy, n);
      case TANH -> exponentials.tanhGradient(x, dy, n);
      case GELU -> exponentials.geluGradient(x, dy, n);
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
      VectorMask<Float> positive =
          fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).compare(VectorOperators.GT, 0f);
      zero.blend(fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER), positive)
          .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainRows.activationGradient(Activation.RELU, x, dy, end, n);
  }

  @Override
  public float total(Row x, int n) {
    ByteBuffer xs = x.bytes();
    int xStart = x.byteOffset();
    int end = n - n % LANES;
    for (int part = 0; part < LANES; part += WIDTH) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int i = part; i < end; i += LANES) {
        sum = sum.add(fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER));
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
        FloatVector deviation = fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).sub(center);
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
        sum =
            fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER)
                .fma(fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER), sum);
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
    FloatVector maximum = broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < end; i += WIDTH) {
      maximum = maximum.max(fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER));
    }
    return PlainRows.maximum(x, maximum.reduceLanes(VectorOperators.MAX), end, n);
  }

  @Override
  public float exponentials(Row x, float shift, Row y, int n) {
    return exponentials.softmax(x, shift, y, n);
  }

  @Override
  public void softmaxGradient(Row p, float center, float scale, Row dp, int n) {
    ByteBuffer ps = p.bytes();
    ByteBuffer ds = dp.bytes();
    int pStart = p.byteOffset();
    int dStart = dp.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector deviation = fromByteBuffer(SPECIES, ds, dStart + BYTES * i, ORDER).sub(center);
      fromByteBuffer(SPECIES, ps, pStart + BYTES * i, ORDER)
          .mul(scale)
          .mul(deviation)
          .intoByteBuffer(ds, dStart + BYTES * i, ORDER);
    }
    PlainRows.softmaxGradient(p, center, scale, dp, end, n);
  }

  @Override
  public void normalize(Row x, Norm norm, Row y, int n) {
    VectorNormalization.normalize(x, norm, y, n);
  }

  @Override
  public void normalizeGradientSums(Row x, Norm norm, Row dy, int n) {
    normalization.normalizeGradientSums(x, norm, dy, n);
  }

  @Override
  public void normalizeGradient(Row x, Norm norm, Row dy, Row dx, int n) {
    VectorNormalization.normalizeGradient(x, norm, dy, dx, n);
  }

  @Override
  public DecoderRows decoder() {
    return decoder;
  }

  @Override
  public void sgd(SgdRule rule, Row parameters, Row gradient, Row momentum, int n) {
    VectorOptimizers.sgd(rule, parameters, gradient, momentum, n);
  }

  @Override
  public void adamW(AdamWRule rule, Row parameters, Row gradient, Row m, Row v, int n) {
    VectorOptimizers.adamW(rule, parameters, gradient, m, v, n);
  }
}
