package org.strideml.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Layer normalization of {@link VectorRows}. */
final class VectorNormalization {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final int BYTES = Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final float[] lanes = new float[Rows.LANES];
  private final float[] moreLanes = new float[Rows.LANES];
  private final float[][] bothLanes = {lanes, moreLanes};

  static void normalize(Row x, Rows.Norm norm, Row y, int n) {
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
      FloatVector normalized =
          fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).sub(mean).mul(rstd);
      FloatVector gamma = fromByteBuffer(SPECIES, gammas, gammaStart + BYTES * i, ORDER);
      normalized
          .fma(gamma, fromByteBuffer(SPECIES, betas, betaStart + BYTES * i, ORDER))
          .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainRows.normalize(x, norm, y, end, n);
  }

  void normalizeGradientSums(Row x, Rows.Norm norm, Row dy, int n) {
    int end = n - n % Rows.LANES;
    for (int part = 0; part < Rows.LANES; part += WIDTH) {
      normalizeGradientSums(x, norm, dy, part, end);
    }
    PlainRows.normalizeGradientSums(x, norm, dy, bothLanes, end, n);
    norm.gradientSum = Rows.fold(lanes);
    norm.gradientProduct = Rows.fold(moreLanes);
  }

  private void normalizeGradientSums(Row x, Rows.Norm norm, Row dy, int part, int end) {
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
    for (int i = part; i < end; i += Rows.LANES) {
      FloatVector normalized =
          fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).sub(mean).mul(rstd);
      FloatVector gradient = fromByteBuffer(SPECIES, dys, dyStart + BYTES * i, ORDER);
      FloatVector scaled =
          gradient.mul(fromByteBuffer(SPECIES, gammas, gammaStart + BYTES * i, ORDER));
      sum = sum.add(scaled);
      product = scaled.fma(normalized, product);
      gradient
          .fma(normalized, fromByteBuffer(SPECIES, dGammas, dGammaStart + BYTES * i, ORDER))
          .intoByteBuffer(dGammas, dGammaStart + BYTES * i, ORDER);
      gradient
          .add(fromByteBuffer(SPECIES, dBetas, dBetaStart + BYTES * i, ORDER))
          .intoByteBuffer(dBetas, dBetaStart + BYTES * i, ORDER);
    }
    sum.intoArray(lanes, part);
    product.intoArray(moreLanes, part);
  }

  static void normalizeGradient(Row x, Rows.Norm norm, Row dy, Row dx, int n) {
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
      FloatVector normalized =
          fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).sub(mean).mul(rstd);
      FloatVector gamma = fromByteBuffer(SPECIES, gammas, gammaStart + BYTES * i, ORDER);
      FloatVector scaled =
          fromByteBuffer(SPECIES, dys, dyStart + BYTES * i, ORDER).mul(gamma).sub(shift);
      FloatVector centered = normalized.fma(broadcast(SPECIES, minusSlope), scaled);
      FloatVector result =
          centered.fma(
              broadcast(SPECIES, rstd), fromByteBuffer(SPECIES, dxs, dxStart + BYTES * i, ORDER));
      result.intoByteBuffer(dxs, dxStart + BYTES * i, ORDER);
    }
    PlainRows.normalizeGradient(x, norm, dy, dx, end, n);
  }
}
