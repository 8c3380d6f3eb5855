package org.strideml.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static org.strideml.kernels.cpu.ScalarMath.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.strideml.kernels.Activation;

/**
 * The functions of {@link ScalarMath} on rows, to the bit.
 *
 * <p>They go in three loops over a stretch that fits the nearest cache: arguments, {@link #exp},
 * results. Two rules keep vectors in registers, here and in {@link VectorRows}. Where one is
 * broken, it depends on luck whether HotSpot makes every vector an object and the loop ten times
 * slower: no method takes or returns a vector, since it may not be inlined; and a reinterpreted
 * vector is only ever an argument, never the receiver, since the compiler does not know its class.
 */
final class VectorExponentials {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final int BYTES = Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** A multiple of {@link Rows#LANES}. */
  private static final int STRETCH = 512;

  private final float[] e = new float[STRETCH];
  private final float[] lanes = new float[Rows.LANES];

  /** values ← exp(values), {@code n} of them rounded up to whole vectors. */
  static void exp(float[] values, int n) {
    IntVector magnitudeBits = IntVector.broadcast(INTS, MAGNITUDE_BITS);
    IntVector signBit = IntVector.broadcast(INTS, SIGN_BIT);
    IntVector infinity = IntVector.broadcast(INTS, INFINITY_BITS);
    IntVector zero = IntVector.zero(INTS);
    FloatVector log2 = broadcast(SPECIES, LOG2_E);
    for (int i = 0; i < n; i += WIDTH) {
      IntVector bits = fromArray(SPECIES, values, i).reinterpretAsInts();
      IntVector magnitude = magnitudeBits.and(bits);
      IntVector limited = magnitude.min(EXP_LIMIT_BITS).or(signBit.and(bits));
      FloatVector x = limited.reinterpretAsFloats();
      FloatVector rounded = log2.fma(x, broadcast(SPECIES, ROUNDER));
      FloatVector whole = rounded.sub(ROUNDER);
      FloatVector high = whole.fma(broadcast(SPECIES, MINUS_LN2_HIGH), x);
      FloatVector r = whole.fma(broadcast(SPECIES, MINUS_LN2_LOW), high);
      FloatVector p = r.fma(broadcast(SPECIES, E5), broadcast(SPECIES, E4));
      p = p.fma(r, broadcast(SPECIES, E3));
      p = p.fma(r, broadcast(SPECIES, E2));
      p = p.fma(r, broadcast(SPECIES, E1));
      p = p.fma(r, broadcast(SPECIES, E0));
      p = p.fma(r.mul(r), r).add(1f);
      IntVector power =
          zero.or(rounded.reinterpretAsInts())
              .lanewise(VectorOperators.LSHL, EXPONENT_SHIFT)
              .add(ONE_BITS);
      IntVector noNumber = infinity.sub(magnitude).lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
      p.mul(power.reinterpretAsFloats()).add(noNumber.reinterpretAsFloats()).intoArray(values, i);
    }
  }

  void gelu(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int from = 0; from < end; from += STRETCH) {
      int to = Math.min(from + STRETCH, end);
      geluExponents(xs, xStart, from, to);
      exp(e, to - from);
      for (int i = from; i < to; i += WIDTH) {
        FloatVector divisor = fromArray(SPECIES, e, i - from).add(1f);
        fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER)
            .div(divisor)
            .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
      }
    }
    PlainRows.activate(Activation.GELU, x, y, end, n);
  }

  private void geluExponents(ByteBuffer xs, int xStart, int from, int to) {
    for (int i = from; i < to; i += WIDTH) {
      FloatVector v = fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER);
      v.mul(v.mul(v).fma(broadcast(SPECIES, GELU_CUBIC), broadcast(SPECIES, GELU_LINEAR)))
          .intoArray(e, i - from);
    }
  }

  void geluGradient(Row x, Row dy, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = dy.bytes();
    int xStart = x.byteOffset();
    int yStart = dy.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int from = 0; from < end; from += STRETCH) {
      int to = Math.min(from + STRETCH, end);
      geluExponents(xs, xStart, from, to);
      exp(e, to - from);
      for (int i = from; i < to; i += WIDTH) {
        FloatVector v = fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER);
        FloatVector exponential = fromArray(SPECIES, e, i - from);
        FloatVector sigmoid = broadcast(SPECIES, 1f).div(exponential.add(1f));
        FloatVector slope =
            v.mul(v).fma(broadcast(SPECIES, 3 * GELU_CUBIC), broadcast(SPECIES, GELU_LINEAR));
        FloatVector gradient =
            v.mul(slope).neg().fma(exponential.mul(sigmoid).mul(sigmoid), sigmoid);
        fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER)
            .mul(gradient)
            .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
      }
    }
    PlainRows.activationGradient(Activation.GELU, x, dy, end, n);
  }

  void tanh(Row x, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int from = 0; from < end; from += STRETCH) {
      int to = Math.min(from + STRETCH, end);
      tanhValues(xs, xStart, from, to);
      for (int i = from; i < to; i += WIDTH) {
        fromArray(SPECIES, e, i - from).intoByteBuffer(ys, yStart + BYTES * i, ORDER);
      }
    }
    PlainRows.activate(Activation.TANH, x, y, end, n);
  }

  void tanhGradient(Row x, Row dy, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = dy.bytes();
    int xStart = x.byteOffset();
    int yStart = dy.byteOffset();
    int end = SPECIES.loopBound(n);
    for (int from = 0; from < end; from += STRETCH) {
      int to = Math.min(from + STRETCH, end);
      tanhValues(xs, xStart, from, to);
      for (int i = from; i < to; i += WIDTH) {
        FloatVector tanh = fromArray(SPECIES, e, i - from);
        fromByteBuffer(SPECIES, ys, yStart + BYTES * i, ORDER)
            .mul(tanh.neg().fma(tanh, broadcast(SPECIES, 1f)))
            .intoByteBuffer(ys, yStart + BYTES * i, ORDER);
      }
    }
    PlainRows.activationGradient(Activation.TANH, x, dy, end, n);
  }

  /** Leaves tanh in the stretch. */
  private void tanhValues(ByteBuffer xs, int xStart, int from, int to) {
    for (int i = from; i < to; i += WIDTH) {
      FloatVector magnitude = fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).abs();
      magnitude.add(magnitude).intoArray(e, i - from);
    }
    exp(e, to - from);
    IntVector signBit = IntVector.broadcast(INTS, SIGN_BIT);
    FloatVector one = broadcast(SPECIES, 1f);
    for (int i = from; i < to; i += WIDTH) {
      FloatVector v = fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER);
      FloatVector square = v.mul(v);
      FloatVector p = square.fma(broadcast(SPECIES, T4), broadcast(SPECIES, T3));
      p = p.fma(square, broadcast(SPECIES, T2));
      p = p.fma(square, broadcast(SPECIES, T1));
      p = p.fma(square, broadcast(SPECIES, T0));
      FloatVector small = p.mul(square).fma(v, v);
      FloatVector divisor = fromArray(SPECIES, e, i - from).add(1f);
      FloatVector large = one.sub(broadcast(SPECIES, 2f).div(divisor));
      IntVector signed = signBit.and(v.reinterpretAsInts()).or(large.reinterpretAsInts());
      VectorMask<Float> isLarge = v.abs().compare(VectorOperators.GE, TANH_SMALL);
      small.blend(signed.reinterpretAsFloats(), isLarge).intoArray(e, i - from);
    }
  }

  /** y ← exp(x − shift); returns Σ y. */
  float softmax(Row x, float shift, Row y, int n) {
    ByteBuffer xs = x.bytes();
    ByteBuffer ys = y.bytes();
    int xStart = x.byteOffset();
    int yStart = y.byteOffset();
    int end = n - n % Rows.LANES;
    Arrays.fill(lanes, 0);
    for (int from = 0; from < end; from += STRETCH) {
      int to = Math.min(from + STRETCH, end);
      for (int i = from; i < to; i += WIDTH) {
        fromByteBuffer(SPECIES, xs, xStart + BYTES * i, ORDER).sub(shift).intoArray(e, i - from);
      }
      exp(e, to - from);
      for (int part = 0; part < Rows.LANES; part += WIDTH) {
        FloatVector sum = fromArray(SPECIES, lanes, part);
        for (int i = from + part; i < to; i += Rows.LANES) {
          FloatVector value = fromArray(SPECIES, e, i - from);
          sum = sum.add(value);
          value.intoByteBuffer(ys, yStart + BYTES * i, ORDER);
        }
        sum.intoArray(lanes, part);
      }
    }
    PlainRows.exponentials(x, shift, y, lanes, end, n);
    return Rows.fold(lanes);
  }
}
