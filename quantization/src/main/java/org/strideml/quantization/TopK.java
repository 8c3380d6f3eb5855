package org.strideml.quantization;

import java.util.Arrays;

/**
 * The values of largest magnitude; the others are 0 at the receiver.
 *
 * <p>k = ⌈density·n⌉ of n values travel, of equal magnitudes the first ones. A contraction: ‖x̂ −
 * x‖² ≤ (1 − k/n)·‖x‖² when values travel as floats (Stich, Cordonnier, Jaggi 2018, arXiv
 * 1809.07599). Biased, so it wants {@link ErrorFeedback}.
 *
 * <p>Bytes: the indices as an {@link IndexSet}, the values as their own codec writes them.
 *
 * @param density share of values that travel, in (0, 1]
 * @param values codec of those that do; one that remembers nothing
 */
public record TopK(float density, Codec values) implements Codec {
  static final int ID = 14;
  static final String NAME = "top-k";

  public TopK {
    requireDensity(density);
    requireMemoryless(values);
  }

  static void requireDensity(float density) {
    if (!(density > 0 && density <= 1)) {
      throw new IllegalArgumentException("density must be in (0, 1], got " + density);
    }
  }

  static void requireMemoryless(Codec values) {
    if (values.remembers() || !values.fixedSize()) {
      throw new IllegalArgumentException(
          "values that were picked can travel in a codec of fixed size that remembers nothing, got "
              + values.name());
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
    return values.bits();
  }

  @Override
  public int bucketSize() {
    return values.bucketSize();
  }

  @Override
  public int setting() {
    return Float.floatToRawIntBits(density);
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
  public int encodedSize(int length) {
    int k = Largest.count(length, density);
    return Codecs.checkedSize(IndexSet.maxSize(length, k) + values.encodedSize(k), length);
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
    IndexSet kept = Largest.of(source, sourceOffset, length, Largest.count(length, density));
    float[] picked = new float[kept.count()];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = source[sourceOffset + kept.get(i)];
    }
    int at = kept.write(target, targetOffset, true);
    return at + values.encode(picked, 0, picked.length, key, target, at) - targetOffset;
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    IndexSet kept = IndexSet.read(source, sourceOffset, length, true);
    float[] picked = new float[kept.count()];
    int size = values.decode(source, kept.end(), picked, 0, picked.length);
    Arrays.fill(target, targetOffset, targetOffset + length, 0);
    for (int i = 0; i < picked.length; i++) {
      target[targetOffset + kept.get(i)] = picked[i];
    }
    return kept.end() + size - sourceOffset;
  }
}
