package org.strideml.quantization;

import java.util.Arrays;

/**
 * ±threshold for each value whose magnitude reaches it, 0 for the others (Strom 2015, "Scalable
 * distributed DNN training using commodity GPU cloud computing").
 *
 * <p>Meant for {@link ErrorFeedback}, which collects small values until they reach the threshold,
 * and what large ones have above it. How many travel depends on the values alone.
 *
 * <p>Bytes: the indices as an {@link IndexSet}, then one bit for each, 1 for positive.
 *
 * @param threshold in the units of the values, above 0
 */
public record Threshold(float threshold) implements Codec {
  static final int ID = 16;
  static final String NAME = "threshold";

  public Threshold {
    if (!(threshold > 0 && threshold <= Bucket.LIMIT)) {
      throw new IllegalArgumentException("threshold must be > 0, got " + threshold);
    }
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
  public int bucketSize() {
    return 0;
  }

  @Override
  public int setting() {
    return Float.floatToRawIntBits(threshold);
  }

  @Override
  public boolean unbiased() {
    return false;
  }

  @Override
  public boolean fixedSize() {
    return false;
  }

  @Override
  public int grain() {
    return 1;
  }

  @Override
  public int encodedSize(int length) {
    return Codecs.checkedSize(IndexSet.maxSize(length) + BitPacker.packedSize(length, 1), length);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    Bucket.magnitude(source, sourceOffset, length);
    IndexSet large = new IndexSet(length);
    for (int i = 0; i < length; i++) {
      if (Math.abs(source[sourceOffset + i]) >= threshold) {
        large.add(i);
      }
    }
    BitStream signs = new BitStream(target, large.write(target, targetOffset, true));
    for (int i = 0; i < large.count(); i++) {
      signs.put(source[sourceOffset + large.get(i)] > 0 ? 1 : 0, 1);
    }
    signs.flush();
    return signs.position() - targetOffset;
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    IndexSet large = IndexSet.read(source, sourceOffset, length, true);
    BitStream signs = new BitStream(source, large.end());
    Arrays.fill(target, targetOffset, targetOffset + length, 0);
    for (int i = 0; i < large.count(); i++) {
      target[targetOffset + large.get(i)] = signs.get(1) == 1 ? threshold : -threshold;
    }
    return signs.position() - sourceOffset;
  }
}
