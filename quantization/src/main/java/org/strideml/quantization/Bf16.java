package org.strideml.quantization;

/**
 * The upper half of each float, rounded to nearest, ties to even: 8 significant bits, the range of
 * floats. |x̂ − x| ≤ 2⁻⁸|x| for normal numbers.
 *
 * <p>Bytes: two per element, little-endian.
 */
public record Bf16() implements Codec {
  static final int ID = 7;
  static final String NAME = "bf16";
  private static final int HALF = Short.SIZE;

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
    return HALF;
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
        LoopsChoice.bf16(length), Bucket.LIMIT, source, sourceOffset, length, target, targetOffset);
    return encodedSize(length);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    ShortLoops.decode(LoopsChoice.bf16(length), source, sourceOffset, target, targetOffset, length);
    return encodedSize(length);
  }
}
