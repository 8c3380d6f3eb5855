package org.strideml.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link DecoderRows} by vectors; see {@link VectorRows} and {@link VectorExponentials}. */
final class VectorDecoderRows implements DecoderRows {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final int BYTES = Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** A multiple of every vector's length. */
  private static final int STRETCH = 512;

  private final float[] e = new float[STRETCH];
  private final float[] lanes = new float[Rows.LANES];

  @Override
  public void rmsNormalize(Row x, Rows.Norm norm, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    ByteBuffer gammas = norm.gamma.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int gammaStart = norm.gamma.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER)
          .mul(norm.rstd)
          .mul(fromByteBuffer(SPECIES, gammas, gammaStart + BYTES * i, ORDER))
          .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainDecoderRows.rmsNormalize(x, norm, y, end, n);
  }

  @Override
  public void rmsGradientSums(Row x, Rows.Norm norm, Row dy, int n) {
    int end = n - n % Rows.LANES;
    for (int part = 0; part < Rows.LANES; part += WIDTH) {
      rmsGradientSums(x, norm, dy, part, end);
    }
    PlainDecoderRows.rmsGradientSums(x, norm, dy, lanes, end, n);
    norm.gradientProduct = Rows.fold(lanes);
  }

  private void rmsGradientSums(Row x, Rows.Norm norm, Row dy, int part, int end) {
    ByteBuffer xs = x.bytes();
    ByteBuffer dys = dy.bytes();
    ByteBuffer gammas = norm.gamma.bytes();
    ByteBuffer dGammas = norm.dGamma.bytes();
    int xStart = x.byteOffset();
    int dyStart = dy.byteOffset();
    int gammaStart = norm.gamma.byteOffset();
    int dGammaStart = norm.dGamma.byteOffset();
    float rstd = norm.rstd;
    FloatVector product = FloatVector.zero(SPECIES);
    for (int i = part; i < end; i += Rows.LANES) {
      FloatVector normalized = fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).mul(rstd);
      FloatVector gradient = fromByteBuffer(SPECIES, dys, dyStart + BYTES * i, ORDER);
      FloatVector scaled =
          gradient.mul(fromByteBuffer(SPECIES, gammas, gammaStart + BYTES * i, ORDER));
      product = scaled.fma(normalized, product);
      gradient
          .fma(normalized, fromByteBuffer(SPECIES, dGammas, dGammaStart + BYTES * i, ORDER))
          .intoByteBuffer(dGammas, dGammaStart + BYTES * i, ORDER);
    }
    product.intoArray(lanes, part);
  }

  @Override
  public void rmsGradient(Row x, Rows.Norm norm, Row dy, Row dx, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer dys = dy.bytes();
    ByteBuffer dxs = dx.bytes();
    ByteBuffer gammas = norm.gamma.bytes();
    int xStart = x.byteOffset();
    int dyStart = dy.byteOffset();
    int dxStart = dx.byteOffset();
    int gammaStart = norm.gamma.byteOffset();
    float rstd = norm.rstd;
    float minusSlope = -(norm.gradientProduct / n);
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector normalized = fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).mul(rstd);
      FloatVector gamma = fromByteBuffer(SPECIES, gammas, gammaStart + BYTES * i, ORDER);
      FloatVector scaled = fromByteBuffer(SPECIES, dys, dyStart + BYTES * i, ORDER).mul(gamma);
      FloatVector centered = normalized.fma(broadcast(SPECIES, minusSlope), scaled);
      centered
          .fma(broadcast(SPECIES, rstd), fromByteBuffer(SPECIES, dxs, dxStart + BYTES * i, ORDER))
          .intoByteBuffer(dxs, dxStart + BYTES * i, ORDER);
    }
    PlainDecoderRows.rmsGradient(x, norm, dy, dx, end, n);
  }

  @Override
  public void rotate(Row cosines, Row sines, boolean back, Row a, Row b, int n) {
    ByteBuffer as = a.bytes();
    ByteBuffer bs = b.bytes();
    ByteBuffer cs = cosines.bytes();
    ByteBuffer ss = sines.bytes();
    int aStart = a.byteOffset();
    int bStart = b.byteOffset();
    int cStart = cosines.byteOffset();
    int sStart = sines.byteOffset();
    float direction = back ? -1 : 1;
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector cosine = fromByteBuffer(SPECIES, cs, cStart + BYTES * i, ORDER);
      FloatVector sine = fromByteBuffer(SPECIES, ss, sStart + BYTES * i, ORDER).mul(direction);
      FloatVector first = fromByteBuffer(SPECIES, as, aStart + BYTES * i, ORDER);
      FloatVector second = fromByteBuffer(SPECIES, bs, bStart + BYTES * i, ORDER);
      second.neg().fma(sine, first.mul(cosine)).intoByteBuffer(as, aStart + BYTES * i, ORDER);
      first.fma(sine, second.mul(cosine)).intoByteBuffer(bs, bStart + BYTES * i, ORDER);
    }
    PlainDecoderRows.rotate(cosines, sines, direction, a, b, end, n);
  }

  /** Leaves exp(−gate) in the stretch. */
  private void exponentials(ByteBuffer gates, int start, int from, int to) {
    for (int i = from; i < to; i += WIDTH) {
      fromByteBuffer(SPECIES, gates, start + BYTES * i, ORDER).neg().intoArray(e, i - from);
    }
    VectorExponentials.exp(e, to - from);
  }

  @Override
  public void gate(Row gate, Row up, Row y, int n) {
    ByteBuffer gates = gate.bytes();
    ByteBuffer ups = up.bytes();
    ByteBuffer ys = y.bytes();
    int gateStart = gate.byteOffset();
    int upStart = up.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int from = 0; from < end; from += STRETCH) {
      int to = Math.min(from + STRETCH, end);
      exponentials(gates, gateStart, from, to);
      for (int i = from; i < to; i += WIDTH) {
        FloatVector divisor = fromArray(SPECIES, e, i - from).add(1f);
        fromByteBuffer(SPECIES, gates, gateStart + BYTES * i, ORDER)
            .div(divisor)
            .mul(fromByteBuffer(SPECIES, ups, upStart + BYTES * i, ORDER))
            .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
      }
    }
    PlainDecoderRows.gate(gate, up, y, end, n);
  }

  @Override
  public void gateGradient(Row gate, Row up, Row dy, Row dGate, Row dUp, int n) {
    ByteBuffer gates = gate.bytes();
    ByteBuffer ups = up.bytes();
    ByteBuffer dys = dy.bytes();
    ByteBuffer dGates = dGate.bytes();
    ByteBuffer dUps = dUp.bytes();
    int gateStart = gate.byteOffset();
    int upStart = up.byteOffset();
    int dyStart = dy.byteOffset();
    int dGateStart = dGate.byteOffset();
    int dUpStart = dUp.byteOffset();
    int end = SPECIES.loopBound(n);
    FloatVector one = broadcast(SPECIES, 1f);
    for (int from = 0; from < end; from += STRETCH) {
      int to = Math.min(from + STRETCH, end);
      exponentials(gates, gateStart, from, to);
      for (int i = from; i < to; i += WIDTH) {
        FloatVector sigmoid = one.div(fromArray(SPECIES, e, i - from).add(1f));
        FloatVector silu =
            fromByteBuffer(SPECIES, gates, gateStart + BYTES * i, ORDER).mul(sigmoid);
        FloatVector slope = silu.fma(one.sub(sigmoid), sigmoid);
        FloatVector gradient = fromByteBuffer(SPECIES, dys, dyStart + BYTES * i, ORDER);
        gradient
            .mul(fromByteBuffer(SPECIES, ups, upStart + BYTES * i, ORDER))
            .mul(slope)
            .intoByteBuffer(dGates, dGateStart + BYTES * i, ORDER);
        gradient.mul(silu).intoByteBuffer(dUps, dUpStart + BYTES * i, ORDER);
      }
    }
    PlainDecoderRows.gateGradient(gate, up, dy, dGate, dUp, end, n);
  }

  @Override
  public void addScaled(float scale, Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    FloatVector factor = broadcast(SPECIES, scale);
    for (int i = 0; i < end; i += WIDTH) {
      factor
          .fma(
              fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER),
              fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER))
          .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
    }
    PlainDecoderRows.addScaled(scale, x, y, end, n);
  }
}
