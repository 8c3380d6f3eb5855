package org.strideml.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Planes} by the widest vectors of the processor. */
final class VectorPlanes implements Planes {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final int BYTES = Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final float[] gradients = new float[Rows.LANES];
  private final float[] products = new float[Rows.LANES];

  @Override
  public void normalize(
      Row x, float center, float scale, float shift, Row residual, boolean relu, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    ByteBuffer rs = residual == null ? null : residual.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int rStart = residual == null ? 0 : residual.byteOffset();
    FloatVector scales = broadcast(SPECIES, scale);
    FloatVector shifts = broadcast(SPECIES, shift);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector value =
          fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).sub(center).fma(scales, shifts);
      if (rs != null) {
        value = value.add(fromByteBuffer(SPECIES, rs, rStart + BYTES * i, ORDER));
      }
      if (relu) {
        value = value.max(0f);
      }
      value.intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainPlanes.normalize(x, center, scale, shift, residual, relu, y, end, n);
  }

  @Override
  public void gradientSums(Row x, float center, Row y, Row dy, Sums sums, int n) {
    int end = n - n % Rows.LANES;
    if (y != null) {
      mask(y, dy, end);
    }
    for (int part = 0; part < Rows.LANES; part += WIDTH) {
      sum(x, center, dy, part, end);
    }
    PlainPlanes.gradientSums(x, center, y, dy, gradients, products, end, n);
    sums.gradient = Rows.fold(gradients);
    sums.product = Rows.fold(products);
  }

  private static void mask(Row y, Row dy, int end) {
    ByteBuffer ys = y.bytes();
    ByteBuffer gs = dy.bytes();
    int yStart = y.byteOffset();
    int gStart = dy.byteOffset();
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < end; i += WIDTH) {
      VectorMask<Float> positive =
          fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER).compare(VectorOperators.GT, 0f);
      zero.blend(fromByteBuffer(SPECIES, gs, gStart + BYTES * i, ORDER), positive)
          .intoByteBuffer(gs, gStart + BYTES * i, ORDER);
    }
  }

  private void sum(Row x, float center, Row dy, int part, int end) {
    ByteBuffer xs = x.bytes();
    ByteBuffer gs = dy.bytes();
    int xStart = x.byteOffset();
    int gStart = dy.byteOffset();
    FloatVector sum = FloatVector.zero(SPECIES);
    FloatVector product = FloatVector.zero(SPECIES);
    for (int i = part; i < end; i += Rows.LANES) {
      FloatVector gradient = fromByteBuffer(SPECIES, gs, gStart + BYTES * i, ORDER);
      FloatVector deviation = fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).sub(center);
      sum = sum.add(gradient);
      product = gradient.fma(deviation, product);
    }
    sum.intoArray(gradients, part);
    product.intoArray(products, part);
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
    ByteBuffer xs = x.bytes();
    ByteBuffer gs = dy.bytes();
    ByteBuffer ds = dx.bytes();
    int xStart = x.byteOffset();
    int gStart = dy.byteOffset();
    int dStart = dx.byteOffset();
    FloatVector deviationFactor = broadcast(SPECIES, ofDeviation);
    FloatVector gradientFactor = broadcast(SPECIES, ofGradient);
    FloatVector constants = broadcast(SPECIES, constant);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector along =
          fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER)
              .sub(center)
              .fma(deviationFactor, constants);
      fromByteBuffer(SPECIES, gs, gStart + BYTES * i, ORDER)
          .fma(gradientFactor, along)
          .intoByteBuffer(ds, dStart + BYTES * i, ORDER);
    }
    PlainPlanes.gradient(x, center, ofDeviation, dy, ofGradient, constant, dx, end, n);
  }
}
