package org.strideml.quantization;

/** {@link Bf16}, one element at a time. */
final class PlainBf16 implements ShortLoops {
  @Override
  public void encode(float[] source, int offset, int length, byte[] target, int targetOffset) {
    for (int i = 0; i < length; i++) {
      int bits = Float.floatToRawIntBits(source[offset + i]);
      int rounded = bits + 0x7fff + (bits >>> 16 & 1);
      LittleEndian.putShort(target, targetOffset + 2 * i, (short) (rounded >>> 16));
    }
  }

  @Override
  public boolean decode(byte[] source, int sourceOffset, float[] target, int offset, int length) {
    int most = 0;
    for (int i = 0; i < length; i++) {
      int bits = LittleEndian.getShort(source, sourceOffset + 2 * i) << 16;
      target[offset + i] = Float.intBitsToFloat(bits);
      most = Math.max(most, bits & 0x7f800000);
    }
    return most < 0x7f800000;
  }
}
