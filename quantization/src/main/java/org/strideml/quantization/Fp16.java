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
    ShortLoops.encode(
        LoopsChoice.fp16(length), LIMIT, source, sourceOffset, length, target, targetOffset);
    return encodedSize(length);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    ShortLoops.decode(LoopsChoice.fp16(length), source, sourceOffset, target, targetOffset, length);
    return encodedSize(length);
  }
}
