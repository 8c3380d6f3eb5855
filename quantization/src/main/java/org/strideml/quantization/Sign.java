package org.strideml.quantization;

import java.util.Objects;

/**
 * The sign of each value and one scale per bucket, the mean magnitude (signSGD with error feedback,
 * Karimireddy et al. 2019, arXiv 1901.09847).
 *
 * <pre>
 * s = ‖x‖₁/n      x̂_i = s if x_i ≥ 0, else −s      ‖x̂ − x‖² = (1 − ‖x‖₁²/(n‖x‖₂²))·‖x‖²
 * </pre>
 *
 * <p>Biased: without error feedback small values are as loud as large ones. Bytes, little-endian:
 * for each bucket s as a float; one bit per element, 1 for not negative.
 *
 * @param bucketSize elements that share one scale, at least 1
 */
public record Sign(int bucketSize) implements Codec {
  static final int ID = 12;
  static final String NAME = "sign";

  public Sign {
    UniformBuckets.validate(1, 1, bucketSize);
  }

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
    return 1;
  }

  @Override
  public boolean unbiased() {
    return false;
  }

  private int headersSize(int length) {
    return (int) (Float.BYTES * (((long) length + bucketSize - 1) / bucketSize));
  }

  @Override
  public int grain() {
    return BitPacker.grain(bucketSize);
  }

  @Override
  public int encodedSize(int length) {
    long buckets = ((long) length + bucketSize - 1) / bucketSize;
    return Codecs.checkedSize(Float.BYTES * buckets + BitPacker.packedSize(length, 1), length);
  }

  @Override
  public EntropyStage.CodeLayout layout(int length) {
    return new EntropyStage.CodeLayout(headersSize(length), 1);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    Objects.checkFromIndexSize(targetOffset, encodedSize(length), target.length);
    Loops ranges = LoopsChoice.forLength(length);
    float[] minMax = new float[Loops.RANGE_SCRATCH];
    for (int i = 0; i < length; i += bucketSize) {
      int size = Math.min(bucketSize, length - i);
      ranges.range(source, sourceOffset + i, size, minMax);
      if (!(minMax[0] >= -Bucket.LIMIT && minMax[1] <= Bucket.LIMIT)) {
        throw Bucket.unencodable(source, sourceOffset + i, size, Bucket.LIMIT);
      }
      LittleEndian.putFloat(
          target,
          targetOffset + i / bucketSize * Float.BYTES,
          meanMagnitude(source, sourceOffset + i, size));
    }
    int codes = targetOffset + headersSize(length);
    LoopsChoice.signs(length).encode(source, sourceOffset, length, target, codes);
    return encodedSize(length);
  }

  /** Four sums in double precision, always in the same order. */
  private static float meanMagnitude(float[] source, int offset, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 4 <= length; i += 4) {
      s0 += Math.abs(source[offset + i]);
      s1 += Math.abs(source[offset + i + 1]);
      s2 += Math.abs(source[offset + i + 2]);
      s3 += Math.abs(source[offset + i + 3]);
    }
    for (; i < length; i++) {
      s0 += Math.abs(source[offset + i]);
    }
    return (float) ((s0 + s1 + (s2 + s3)) / length);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, encodedSize(length));
    SignLoops loops = LoopsChoice.signs(length);
    int codes = sourceOffset + headersSize(length);
    for (int i = 0; i < length; i += bucketSize) {
      int at = sourceOffset + i / bucketSize * Float.BYTES;
      float scale = LittleEndian.getFloat(source, at);
      if (!(scale >= 0 && scale <= Bucket.LIMIT)) {
        throw new WireFormatException(at, "a bucket's scale must be in [0, 2^126], got " + scale);
      }
      int end = Math.min(length, i + bucketSize);
      loops.decode(source, codes, i, end, scale, target, targetOffset);
    }
    return encodedSize(length);
  }
}
