package org.strideml.kernels.cpu;

import static org.strideml.kernels.cpu.ScalarMath.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The formulas of {@link ScalarMath} on vectors, to the bit. */
final class VectorMath {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private VectorMath() {}

  /** Elements from {@code index} on of a row that starts at byte {@code start}. */
  static FloatVector load(ByteBuffer bytes, int start, int index) {
    return FloatVector.fromByteBuffer(
        SPECIES, bytes, start + index * Float.BYTES, ByteOrder.nativeOrder());
  }

  static void store(FloatVector vector, ByteBuffer bytes, int start, int index) {
    vector.intoByteBuffer(bytes, start + index * Float.BYTES, ByteOrder.nativeOrder());
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  static FloatVector exp(FloatVector value) {
    FloatVector x = value.min(EXP_LIMIT).max(-EXP_LIMIT);
    FloatVector rounded = x.fma(all(LOG2_E), all(ROUNDER));
    FloatVector n = rounded.sub(ROUNDER);
    FloatVector r = n.fma(all(MINUS_LN2_LOW), n.fma(all(MINUS_LN2_HIGH), x));
    FloatVector p = r.fma(all(E5), all(E4));
    p = p.fma(r, all(E3));
    p = p.fma(r, all(E2));
    p = p.fma(r, all(E1));
    p = p.fma(r, all(E0));
    p = p.fma(r.mul(r), r).add(1f);
    FloatVector power =
        rounded
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHL, EXPONENT_SHIFT)
            .add(ONE_BITS)
            .reinterpretAsFloats();
    return p.mul(power);
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector magnitude = x.abs();
    FloatVector square = x.mul(x);
    FloatVector p = square.fma(all(T4), all(T3));
    p = p.fma(square, all(T2));
    p = p.fma(square, all(T1));
    p = p.fma(square, all(T0));
    FloatVector small = p.mul(square).fma(x, x);
    FloatVector e = exp(magnitude.add(magnitude));
    FloatVector large = all(1f).sub(all(2f).div(e.add(1f)));
    FloatVector signed =
        large
            .reinterpretAsInts()
            .or(x.reinterpretAsInts().and(Integer.MIN_VALUE))
            .reinterpretAsFloats();
    VectorMask<Float> isSmall = magnitude.compare(VectorOperators.LT, TANH_SMALL);
    return signed.blend(small, isSmall);
  }

  static FloatVector tanhGradient(FloatVector x) {
    FloatVector tanh = tanh(x);
    return tanh.neg().fma(tanh, all(1f));
  }

  static FloatVector gelu(FloatVector x) {
    return x.div(exp(geluExponent(x)).add(1f));
  }

  static FloatVector geluGradient(FloatVector x) {
    FloatVector e = exp(geluExponent(x));
    FloatVector sigmoid = all(1f).div(e.add(1f));
    FloatVector slope = x.mul(x).fma(all(3 * GELU_CUBIC), all(GELU_LINEAR));
    return x.mul(slope).neg().fma(e.mul(sigmoid).mul(sigmoid), sigmoid);
  }

  private static FloatVector geluExponent(FloatVector x) {
    return x.mul(x.mul(x).fma(all(GELU_CUBIC), all(GELU_LINEAR)));
  }
}
