package org.strideml.quantization;

import java.util.Objects;

/**
 * The bytes of a codec with one uniform grid per bucket: for each bucket what tells its grid, then
 * the codes of all buckets, packed together.
 *
 * <p>Size: headerSize·⌈n/bucketSize⌉ + ⌈n·bits/8⌉, headerSize being the {@link Grid}'s. The last
 * bucket may be short.
 */
record UniformBuckets(int bits, int bucketSize, Grid grid) {
  /** Values between two packings: whole groups, so that each packing starts on a byte. */
  private static final int CHUNK = Rounding.MOST_VALUES;

  static void validate(int bits, int fewestBits, int bucketSize) {
    if (bits < fewestBits || bits > Byte.SIZE) {
      throw new IllegalArgumentException("bits must be in [" + fewestBits + ", 8], got " + bits);
    }
    if (bucketSize < 1) {
      throw new IllegalArgumentException("bucketSize must be >= 1 (elements), got " + bucketSize);
    }
  }

  long encodedSize(int length) {
    return headersSize(length) + BitPacker.packedSize(length, bits);
  }

  /** Bytes before the codes. */
  long headersSize(int length) {
    return grid.headerSize() * (((long) length + bucketSize - 1) / bucketSize);
  }

  void encode(
      float[] source,
      int sourceOffset,
      int length,
      Rounding rounding,
      byte[] target,
      int targetOffset) {
    Objects.checkFromIndexSize(sourceOffset, length, source.length);
    Objects.checkFromIndexSize((long) targetOffset, encodedSize(length), target.length);
    Bucket bucket = new Bucket(grid, bits, LoopsChoice.forLength(length));
    boolean packs = bits < Byte.SIZE;
    byte[] codes = packs ? new byte[Math.min(CHUNK, length)] : target;
    int packed = targetOffset + (int) headersSize(length);
    for (int start = 0, end; start < length; start = end) {
      end = start + Math.min(CHUNK, length - start);
      int codesOffset = packs ? 0 : packed + start;
      for (int i = start, size; i < end; i += size) {
        int within = i % bucketSize;
        size = Math.min(bucketSize - within, end - i);
        if (within == 0) {
          bucket.measure(source, sourceOffset + i, Math.min(bucketSize, length - i));
          bucket.write(target, targetOffset + i / bucketSize * grid.headerSize());
        }
        rounding.round(source, sourceOffset + i, size, bucket, codes, codesOffset + i - start);
      }
      if (packs) {
        int at = packed + BitPacker.packedSize(start, bits);
        bucket.loops.pack(codes, end - start, bits, target, at);
      }
    }
  }

  /**
   * @param shift by how many steps every grid is moved
   */
  void decode(
      byte[] source, int sourceOffset, float[] target, int targetOffset, int length, float shift) {
    Objects.checkFromIndexSize(targetOffset, length, target.length);
    LittleEndian.requireBytes(source, sourceOffset, (int) encodedSize(length));
    Bucket bucket = new Bucket(grid, bits, LoopsChoice.forLength(length));
    boolean packs = bits < Byte.SIZE;
    byte[] codes = packs ? new byte[Math.min(CHUNK, length)] : source;
    int packed = sourceOffset + (int) headersSize(length);
    for (int start = 0, end; start < length; start = end) {
      end = start + Math.min(CHUNK, length - start);
      int codesOffset = packs ? 0 : packed + start;
      if (packs) {
        int at = packed + BitPacker.packedSize(start, bits);
        bucket.loops.unpack(source, at, end - start, bits, codes);
      }
      for (int i = start, size; i < end; i += size) {
        size = Math.min(bucketSize - i % bucketSize, end - i);
        bucket.read(source, sourceOffset + i / bucketSize * grid.headerSize());
        bucket.restore(codes, codesOffset + i - start, size, shift, target, targetOffset + i);
      }
    }
  }
}
