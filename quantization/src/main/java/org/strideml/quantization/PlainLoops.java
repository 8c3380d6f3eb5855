package org.strideml.quantization;

/** One element at a time, without branches that depend on the data. */
final class PlainLoops implements Loops {
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
  private static final int FIXED_POINT_BITS = Float.floatToRawIntBits(FIXED_POINT);

  @Override
  public void range(float[] source, int offset, int length, float[] minMax) {
    float min = source[offset];
    float max = min;
    for (int i = offset + 1; i < offset + length; i++) {
      min = Math.min(min, source[i]);
      max = Math.max(max, source[i]);
    }
    minMax[0] = min;
    minMax[1] = max;
  }

  @Override
  public void nearest(
      float[] source,
      int offset,
      int length,
      Bucket bucket,
      float shift,
      byte[] codes,
      int codesOffset) {
    float minimum = bucket.minimum;
    float inverse = bucket.inverse;
    int levels = bucket.levels;
    for (int i = 0; i < length; i++) {
      float position = Math.fma(source[offset + i] - minimum, inverse, -shift);
      int code = Float.floatToRawIntBits(position + ROUNDER) - ROUNDER_BITS;
      codes[codesOffset + i] = (byte) Math.min(code, levels);
    }
  }

  @Override
  public void coinFlip(
      float[] source,
      int offset,
      int length,
      Bucket bucket,
      int[] draws,
      byte[] codes,
      int codesOffset) {
    float minimum = bucket.minimum;
    float inverse = bucket.inverse;
    int levels = bucket.levels;
    for (int i = 0; i < length; i++) {
      float position = Math.fma(source[offset + i] - minimum, inverse, FIXED_POINT);
      int fixed = Float.floatToRawIntBits(position) - FIXED_POINT_BITS;
      codes[codesOffset + i] = (byte) Math.min(fixed + draws[i] >>> FRACTION_BITS, levels);
    }
  }

  @Override
  public void restore(
      byte[] codes,
      int codesOffset,
      int length,
      float delta,
      float origin,
      float[] target,
      int targetOffset) {
    for (int i = 0; i < length; i++) {
      target[targetOffset + i] = Math.fma(delta, codes[codesOffset + i] & 0xff, origin);
    }
  }

  @Override
  public void pack(byte[] codes, int count, int bits, byte[] target, int targetOffset) {
    BitPacker.pack(codes, 0, count, bits, target, targetOffset);
  }

  @Override
  public void unpack(byte[] source, int sourceOffset, int count, int bits, byte[] codes) {
    BitPacker.unpack(source, sourceOffset, count, bits, codes, 0);
  }
}
