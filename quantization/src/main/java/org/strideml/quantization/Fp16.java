package org.strideml.quantization;

/**
 * IEEE half precision, rounded to nearest, ties to even: 11 significant bits, magnitudes up to
 * 65,504; larger ones are refused with their index. |x̂ − x| ≤ max(2⁻¹¹|x|, 2⁻²⁵).
 *
 * <p>Bytes: two per element, little-endian.
 */
public record Fp16() implements Codec {
  static final int ID = 6;
  static final String NAME = "fp16";
  static final float LIMIT = 65504;

  /** Moves the exponent's bias from 15 to 127, exactly. */
  private static final float UP = 0x1p112f;

  /** Adding it leaves a number below 2⁻¹⁴ in the low bits, rounded to a multiple of 2⁻²⁴. */
  private static final float SUBNORMAL = 0.5f;

  @Override
  public int id() {
    return ID;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int bits() {
    return Short.SIZE;
  }

  @Override
  public int bucketSize() {
    return 0;
  }

  @Override
  public boolean unbiased() {
    return false;
  }

  @Override
  public int grain() {
    return 1;
  }

  @Override
  public int encodedSize(int length) {
    return Codecs.checkedSize((long) length * Short.BYTES, length);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    Bucket.magnitude(source, sourceOffset, length, LIMIT);
    for (int i = 0; i < length; i++) {
      LittleEndian.putShort(target, targetOffset + 2 * i, half(source[sourceOffset + i]));
    }
    return encodedSize(length);
  }

  /** Of a magnitude up to {@link #LIMIT}. */
  static short half(float value) {
    int bits = Float.floatToRawIntBits(value);
    int magnitude = bits & 0x7fffffff;
    int normal = magnitude - (112 << 23) + 0xfff + (magnitude >>> 13 & 1) >>> 13;
    int subnormal =
        Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + SUBNORMAL)
            - Float.floatToRawIntBits(SUBNORMAL);
    int half = magnitude < 113 << 23 ? subnormal : normal;
    return (short) (half | bits >>> 16 & 0x8000);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, encodedSize(length));
    for (int i = 0; i < length; i++) {
      int half = LittleEndian.getShort(source, sourceOffset + 2 * i);
      if ((half & 0x7c00) == 0x7c00) {
        throw new WireFormatException(sourceOffset + 2L * i, "not a finite number");
      }
      float magnitude = Float.intBitsToFloat((half & 0x7fff) << 13) * UP;
      int sign = (half & 0x8000) << 16;
      target[targetOffset + i] = Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | sign);
    }
    return encodedSize(length);
  }
}
