package org.strideml.quantization;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** {@link PlainFp16} on vectors; see {@link VectorLoops} for the manner. */
final class VectorFp16 implements ShortLoops {
  private static final int LANES = VectorLoops.LANES;
  private static final float DOWN = 1 / PlainFp16.UP;
  private final PlainFp16 plain = new PlainFp16();

  @Override
  public void encode(float[] source, int offset, int length, byte[] target, int targetOffset) {
    if (length < LANES) {
      plain.encode(source, offset, length, target, targetOffset);
      return;
    }
    for (int i = 0; i < VectorLoops.FLOATS.loopBound(length); i += LANES) {
      encode(source, offset + i, target, targetOffset + 2 * i);
    }
    int last = length - LANES;
    encode(source, offset + last, target, targetOffset + 2 * last);
  }

  /**
   * Adding a power of two that is 2¹³ times as large leaves 11 bits, or multiples of 2⁻²⁴, rounded
   * as they should be; taken away again and moved by 2⁻¹¹² they have the bits of the format, 13
   * places to the left, subnormal numbers too.
   */
  private static void encode(float[] source, int offset, byte[] target, int targetOffset) {
    IntVector bits = VectorLoops.bits(source, offset);
    FloatVector rounder =
        bits.and(0x7f800000).max(PlainFp16.LEAST_NORMAL).add(13 << 23).reinterpretAsFloats();
    IntVector half =
        bits.and(0x7fffffff)
            .reinterpretAsFloats()
            .add(rounder)
            .sub(rounder)
            .mul(DOWN)
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHR, 13);
    IntVector sign = bits.lanewise(VectorOperators.LSHR, 16).and(0x8000);
    VectorLoops.putShorts(half.or(sign), target, targetOffset);
  }

  @Override
  public boolean decode(byte[] source, int sourceOffset, float[] target, int offset, int length) {
    if (length < LANES) {
      return plain.decode(source, sourceOffset, target, offset, length);
    }
    IntVector most = IntVector.zero(VectorLoops.INTS);
    for (int i = 0; i < VectorLoops.FLOATS.loopBound(length); i += LANES) {
      most = most.max(decode(source, sourceOffset + 2 * i, target, offset + i));
    }
    int last = length - LANES;
    most = most.max(decode(source, sourceOffset + 2 * last, target, offset + last));
    return most.compare(VectorOperators.EQ, 0x7c00).toLong() == 0;
  }

  /** Returns the exponents. */
  private static IntVector decode(byte[] source, int sourceOffset, float[] target, int offset) {
    IntVector half = VectorLoops.shorts(source, sourceOffset);
    FloatVector magnitude =
        half.and(0x7fff).lanewise(VectorOperators.LSHL, 13).reinterpretAsFloats().mul(PlainFp16.UP);
    IntVector sign = half.and(0x8000).lanewise(VectorOperators.LSHL, 16);
    magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(target, offset);
    return half.and(0x7c00);
  }
}
