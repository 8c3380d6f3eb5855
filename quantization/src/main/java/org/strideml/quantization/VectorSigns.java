package org.strideml.quantization;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** {@link PlainSigns} on vectors; see {@link VectorLoops} for the manner. */
final class VectorSigns implements SignLoops {
  private static final int LANES = VectorLoops.LANES;
  private static final IntVector PLACES = IntVector.fromArray(VectorLoops.INTS, places(), 0);
  private final PlainSigns plain = new PlainSigns();

  private static int[] places() {
    int[] places = new int[LANES];
    for (int i = 0; i < LANES; i++) {
      places[i] = 31 - i;
    }
    return places;
  }

  /** A bit per byte first, then eight of these to a byte. */
  @Override
  public void encode(float[] source, int offset, int length, byte[] target, int targetOffset) {
    byte[] codes = new byte[Math.min(length, Rounding.MOST_VALUES)];
    int whole = length - length % LANES;
    for (int start = 0; start < whole; start += codes.length) {
      int count = Math.min(codes.length, whole - start);
      for (int i = 0; i < count; i += LANES) {
        notNegative(source, offset + start + i, codes, i);
      }
      BitPacker.pack(codes, 0, count, 1, target, targetOffset + start / Byte.SIZE);
    }
    int at = targetOffset + whole / Byte.SIZE;
    plain.encode(source, offset + whole, length - whole, target, at);
  }

  /** 1 for a value that is not negative, which −0 is not. */
  private static void notNegative(float[] source, int offset, byte[] codes, int codesOffset) {
    IntVector bits = VectorLoops.bits(source, offset);
    IntVector positive = bits.and(bits.and(0x7fffffff).neg()).not();
    VectorLoops.putBytes(positive.lanewise(VectorOperators.LSHR, 31), codes, codesOffset);
  }

  /** Whole vectors between multiples of their length. */
  @Override
  public void decode(
      byte[] source, int sourceOffset, int from, int to, float scale, float[] target, int offset) {
    int begin = Math.min(to, (from + LANES - 1) / LANES * LANES);
    int end = Math.max(begin, to / LANES * LANES);
    plain.decode(source, sourceOffset, from, begin, scale, target, offset);
    IntVector scales = IntVector.broadcast(VectorLoops.INTS, Float.floatToRawIntBits(scale));
    for (int i = begin; i < end; i += LANES) {
      int at = sourceOffset + i / Byte.SIZE;
      int bits = source[at] & 0xff;
      if (LANES == Short.SIZE) {
        bits |= source[at + 1] << Byte.SIZE;
      }
      IntVector.broadcast(VectorLoops.INTS, ~bits)
          .lanewise(VectorOperators.LSHL, PLACES)
          .and(1 << 31)
          .or(scales)
          .reinterpretAsFloats()
          .intoArray(target, offset + i);
    }
    plain.decode(source, sourceOffset, end, to, scale, target, offset);
  }
}
