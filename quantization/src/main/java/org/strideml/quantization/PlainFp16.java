package org.strideml.quantization;

/** {@link Fp16}, one element at a time. Infinities and NaN come back as such. */
final class PlainFp16 implements ShortLoops {
  /** Moves the exponent's bias from 15 to 127, exactly. */
  static final float UP = 0x1p112f;

  /** Adding it leaves a number below 2⁻¹⁴ in the low bits, rounded to a multiple of 2⁻²⁴. */
  static final float SUBNORMAL = 0.5f;

  /** Bits of 2⁻¹⁴, the least normal number of the format. */
  static final int LEAST_NORMAL = 113 << 23;

  /** Exponents of floats are so much greater. */
  static final int BIAS = 112 << 23;

  @Override
  public void encode(float[] source, int offset, int length, byte[] target, int targetOffset) {
    for (int i = 0; i < length; i++) {
      LittleEndian.putShort(target, targetOffset + 2 * i, half(source[offset + i]));
    }
  }

  /** Of a magnitude up to {@link Fp16#LIMIT}. */
  static short half(float value) {
    int bits = Float.floatToRawIntBits(value);
    int magnitude = bits & 0x7fffffff;
    int normal = magnitude - BIAS + 0xfff + (magnitude >>> 13 & 1) >>> 13;
    int subnormal =
        Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + SUBNORMAL)
            - Float.floatToRawIntBits(SUBNORMAL);
    int half = magnitude < LEAST_NORMAL ? subnormal : normal;
    return (short) (half | bits >>> 16 & 0x8000);
  }

  @Override
  public boolean decode(byte[] source, int sourceOffset, float[] target, int offset, int length) {
    int most = 0;
    for (int i = 0; i < length; i++) {
      int half = LittleEndian.getShort(source, sourceOffset + 2 * i);
      most = Math.max(most, half & 0x7c00);
      float magnitude = Float.intBitsToFloat((half & 0x7fff) << 13) * UP;
      int sign = (half & 0x8000) << 16;
      target[offset + i] = Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | sign);
    }
    return most < 0x7c00;
  }
}
