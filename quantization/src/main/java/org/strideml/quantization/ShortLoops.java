package org.strideml.quantization;

/**
 * The loops of a format of two bytes per element, little-endian; every implementation writes the
 * same bits.
 */
interface ShortLoops {
  /** Writes values that are within the format's range. */
  void encode(float[] source, int offset, int length, byte[] target, int targetOffset);

  /** Reads them; returns whether all were finite. */
  boolean decode(byte[] source, int sourceOffset, float[] target, int offset, int length);

  /** A codec of such a format: values are looked at and written a cache's worth at a time. */
  static void encode(
      ShortLoops loops,
      float limit,
      float[] source,
      int offset,
      int length,
      byte[] target,
      int targetOffset) {
    Loops ranges = LoopsChoice.forLength(length);
    float[] minMax = new float[Loops.RANGE_SCRATCH];
    for (int i = 0; i < length; i += Rounding.MOST_VALUES) {
      int size = Math.min(Rounding.MOST_VALUES, length - i);
      ranges.range(source, offset + i, size, minMax);
      if (!(minMax[0] >= -limit && minMax[1] <= limit)) {
        throw Bucket.unencodable(source, offset + i, size, limit);
      }
      loops.encode(source, offset + i, size, target, targetOffset + Short.BYTES * i);
    }
  }

  /** The same way back. */
  static void decode(
      ShortLoops loops, byte[] source, int sourceOffset, float[] target, int offset, int length) {
    LittleEndian.requireBytes(
        source, sourceOffset, Codecs.checkedSize((long) Short.BYTES * length, length));
    for (int i = 0; i < length; i += Rounding.MOST_VALUES) {
      int size = Math.min(Rounding.MOST_VALUES, length - i);
      int at = sourceOffset + Short.BYTES * i;
      if (!loops.decode(source, at, target, offset + i, size)) {
        while (loops.decode(source, at, target, offset + i, 1)) {
          at += Short.BYTES;
        }
        throw new WireFormatException(at, "not a finite number");
      }
    }
  }
}
