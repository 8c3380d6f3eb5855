package org.strideml.quantization;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** {@link PlainSigns} on vectors, eight or sixteen bits at a time. */
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

  @Override
  public void encode(float[] source, int offset, int length, byte[] target, int targetOffset) {
    int end = VectorLoops.FLOATS.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      long bits =
          FloatVector.fromArray(VectorLoops.FLOATS, source, offset + i)
              .compare(VectorOperators.GE, 0)
              .toLong();
      int at = targetOffset + i / Byte.SIZE;
      target[at] = (byte) bits;
      if (LANES == Short.SIZE) {
        target[at + 1] = (byte) (bits >>> Byte.SIZE);
      }
    }
    plain.encode(source, offset + end, length - end, target, targetOffset + end / Byte.SIZE);
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
