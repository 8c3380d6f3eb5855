package org.strideml.quantization;

import java.util.Arrays;
import java.util.Objects;

/**
 * The bytes of a codec that knows the numbers of a {@link Codebook} in [−1, 1] and a scale per
 * bucket, the largest magnitude in it: for each bucket the scale as a float, then the codes of all
 * buckets, packed together.
 *
 * <p>Size: 4·⌈n/bucketSize⌉ + ⌈n·bits/8⌉.
 *
 * @param stochastic whether a value becomes one of the two numbers around it, right on average,
 *     rather than the nearest
 */
record CodebookBuckets(Codebook codebook, int bits, int bucketSize, boolean stochastic) {
  private static final int CHUNK = 1024;

  long encodedSize(int length) {
    return headersSize(length) + BitPacker.packedSize(length, bits);
  }

  /** Bytes before the codes. */
  long headersSize(int length) {
    return Float.BYTES * (((long) length + bucketSize - 1) / bucketSize);
  }

  void encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    Objects.checkFromIndexSize((long) targetOffset, encodedSize(length), target.length);
    byte[] codes = new byte[Math.min(CHUNK, length)];
    int packed = targetOffset + (int) headersSize(length);
    float inverse = 0;
    for (int start = 0, end; start < length; start = end) {
      end = start + Math.min(CHUNK, length - start);
      for (int i = start; i < end; i++) {
        if (i % bucketSize == 0) {
          int size = Math.min(bucketSize, length - i);
          float scale = Bucket.magnitude(source, sourceOffset + i, size);
          // A scale below the normal numbers is as good as none.
          inverse = scale >= Float.MIN_NORMAL ? 1 / scale : 0;
          LittleEndian.putFloat(
              target,
              targetOffset + i / bucketSize * Float.BYTES,
              scale >= Float.MIN_NORMAL ? scale : 0);
        }
        float value = source[sourceOffset + i] * inverse;
        codes[i - start] =
            stochastic ? codebook.around(value, key.uniform(i)) : codebook.nearest(value);
      }
      BitPacker.pack(
          codes, 0, end - start, bits, target, packed + BitPacker.packedSize(start, bits));
    }
  }

  void decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, (int) encodedSize(length));
    byte[] codes = new byte[Math.min(CHUNK, length)];
    float[] scaled = new float[1 << bits];
    int packed = sourceOffset + (int) headersSize(length);
    for (int start = 0, end; start < length; start = end) {
      end = start + Math.min(CHUNK, length - start);
      int from = packed + BitPacker.packedSize(start, bits);
      BitPacker.unpack(source, from, end - start, bits, codes, 0);
      for (int i = start, size; i < end; i += size) {
        size = Math.min(bucketSize - i % bucketSize, end - i);
        if (i % bucketSize == 0) {
          scale(source, sourceOffset + i / bucketSize * Float.BYTES, scaled);
        }
        float bad = 0;
        for (int j = i; j < i + size; j++) {
          float value = scaled[codes[j - start] & 0xff];
          target[targetOffset + j] = value;
          bad += value * 0;
        }
        if (bad != 0) {
          throw unknown(codes, i - start, size, from);
        }
      }
    }
  }

  private void scale(byte[] source, int offset, float[] scaled) {
    float scale = LittleEndian.getFloat(source, offset);
    if (!(scale >= 0 && scale <= Bucket.LIMIT)) {
      throw new WireFormatException(offset, "a bucket's scale must be in [0, 2^126], got " + scale);
    }
    for (int name = 0; name < scaled.length; name++) {
      scaled[name] = scale * codebook.level(name);
    }
  }

  private WireFormatException unknown(byte[] codes, int offset, int size, int from) {
    for (int j = offset; j < offset + size; j++) {
      if (Float.isNaN(codebook.level(codes[j] & 0xff))) {
        return new WireFormatException(
            from + (long) j * bits / Byte.SIZE,
            "code " + (codes[j] & 0xff) + " is not a number of this format");
      }
    }
    throw new IllegalStateException(
        "codes changed while they were decoded: " + Arrays.toString(codes));
  }
}
