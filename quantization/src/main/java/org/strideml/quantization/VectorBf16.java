package org.strideml.quantization;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** {@link PlainBf16} on vectors; see {@link VectorLoops} for the manner. */
final class VectorBf16 implements ShortLoops {
  private static final int LANES = VectorLoops.LANES;
  private final PlainBf16 plain = new PlainBf16();

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

  private static void encode(float[] source, int offset, byte[] target, int targetOffset) {
    IntVector bits = VectorLoops.bits(source, offset);
    IntVector even = bits.lanewise(VectorOperators.LSHR, 16).and(1);
    IntVector rounded = bits.add(0x7fff).add(even).lanewise(VectorOperators.LSHR, 16);
    VectorLoops.putShorts(rounded, target, targetOffset);
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
    return most.compare(VectorOperators.EQ, 0x7f800000).toLong() == 0;
  }

  /** Returns the exponents. */
  private static IntVector decode(byte[] source, int sourceOffset, float[] target, int offset) {
    IntVector bits = VectorLoops.shorts(source, sourceOffset).lanewise(VectorOperators.LSHL, 16);
    bits.reinterpretAsFloats().intoArray(target, offset);
    return bits.and(0x7f800000);
  }
}
