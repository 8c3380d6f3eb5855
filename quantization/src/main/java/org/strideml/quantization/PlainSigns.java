package org.strideml.quantization;

/** {@link SignLoops}, one element at a time. */
final class PlainSigns implements SignLoops {
  @Override
  public void encode(float[] source, int offset, int length, byte[] target, int targetOffset) {
    for (int i = 0; i < length; i += Byte.SIZE) {
      int bits = 0;
      int members = Math.min(Byte.SIZE, length - i);
      for (int j = 0; j < members; j++) {
        bits |= (source[offset + i + j] >= 0 ? 1 : 0) << j;
      }
      target[targetOffset + i / Byte.SIZE] = (byte) bits;
    }
  }

  @Override
  public void decode(
      byte[] source, int sourceOffset, int from, int to, float scale, float[] target, int offset) {
    int scaleBits = Float.floatToRawIntBits(scale);
    for (int i = from; i < to; i++) {
      int negative = ~source[sourceOffset + (i >> 3)] >>> (i & 7) & 1;
      target[offset + i] = Float.intBitsToFloat(scaleBits | negative << 31);
    }
  }
}
