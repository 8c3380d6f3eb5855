package org.strideml.quantization;

import java.util.Arrays;

/**
 * Values at random places; the others are 0 at the receiver.
 *
 * <p>k = ⌈density·n⌉ of n places are drawn without repetition; both sides draw the same ones from
 * two words of the key, so no index travels. Scaled by n/k it is unbiased with variance (n/k −
 * 1)·x²; unscaled, for {@link ErrorFeedback}, a contraction on average: E‖x̂ − x‖² = (1 −
 * k/n)·‖x‖².
 *
 * <p>Bytes, little-endian: int32 and int32, the key; the values as their own codec writes them.
 *
 * @param density share of values that travel, in (0, 1]
 * @param scaled whether values are multiplied by n/k
 * @param values codec of those that travel; one that remembers nothing
 */
public record RandomK(float density, boolean scaled, Codec values) implements Codec {
  static final int ID = 15;
  static final String NAME = "random-k";
  private static final int KEY_SIZE = 2 * Integer.BYTES;

  public RandomK {
    TopK.requireDensity(density);
    TopK.requireMemoryless(values);
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
    return scaled && values.unbiased();
  }

  @Override
  public int encodedSize(int length) {
    return Codecs.checkedSize(
        KEY_SIZE + (long) values.encodedSize(Largest.count(length, density)), length);
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
    int k = Largest.count(length, density);
    RandomKey places = key.child(1);
    LittleEndian.putInt(target, targetOffset, places.word0());
    LittleEndian.putInt(target, targetOffset + Integer.BYTES, places.word1());
    int[] indices = draw(places.word0(), places.word1(), length, k);
    float factor = scaled && k > 0 ? length / (float) k : 1;
    float[] picked = new float[k];
    for (int i = 0; i < k; i++) {
      // Beyond the limit only what is beyond it already after scaling.
      picked[i] =
          Math.max(
              -Bucket.LIMIT, Math.min(source[sourceOffset + indices[i]] * factor, Bucket.LIMIT));
    }
    values.encode(picked, 0, k, key.child(2), target, targetOffset + KEY_SIZE);
    return encodedSize(length);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, encodedSize(length));
    int k = Largest.count(length, density);
    int word0 = LittleEndian.getInt(source, sourceOffset);
    int word1 = LittleEndian.getInt(source, sourceOffset + Integer.BYTES);
    float[] picked = new float[k];
    values.decode(source, sourceOffset + KEY_SIZE, picked, 0, k);
    int[] indices = draw(word0, word1, length, k);
    Arrays.fill(target, targetOffset, targetOffset + length, 0);
    for (int i = 0; i < k; i++) {
      target[targetOffset + indices[i]] = picked[i];
    }
    return encodedSize(length);
  }

  /**
   * k different places in the order they were drawn, by Floyd's rule: for j = n − k … n − 1 a place
   * t up to j is drawn; t is taken, or j when t has been.
   */
  private static int[] draw(int word0, int word1, int length, int k) {
    long[] taken = new long[(int) (((long) length + 63) / 64)];
    int[] indices = new int[k];
    for (int i = 0; i < k; i++) {
      int j = length - k + i;
      long random = RandomKey.bits(word0, word1, i) & 0xffffffffL;
      int t = (int) (random * (j + 1L) >>> 32);
      int place = (taken[t >> 6] >>> t & 1) == 0 ? t : j;
      taken[place >> 6] |= 1L << place;
      indices[i] = place;
    }
    return indices;
  }
}
