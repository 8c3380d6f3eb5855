package org.strideml.quantization;

import java.io.Serializable;

/**
 * Randomness as a function: a key and an index give bits, always the same ones, in any order, on
 * any machine.
 *
 * <p>A key is derived from a seed by naming what the bits are for: {@code
 * RandomKey.of(seed).child(purpose).child(round).child(worker)}. Distinct paths give keys whose
 * streams are independent for all practical purposes. {@link #bits} uses 32-bit arithmetic only, so
 * that an OpenCL kernel computes the same; it is not cryptographic.
 */
public final class RandomKey implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final float TO_UNIT = 0x1p-24f;

  private final long state;

  private RandomKey(long state) {
    this.state = state;
  }

  /** The root of all keys of one seed. */
  public static RandomKey of(long seed) {
    return new RandomKey(mix64(seed + GOLDEN_GAMMA));
  }

  /** The key reached from this one by one more name: a purpose, a round, a worker, a tensor. */
  public RandomKey child(long name) {
    return new RandomKey(mix64(state ^ mix64(name * GOLDEN_GAMMA + 0x632BE59BD9B4E019L)));
  }

  /** The key whose bits for {@code index} are this one's for {@code start + index}. */
  public RandomKey from(int start) {
    return new RandomKey(state & ~0xffffffffL | (word0() + start) & 0xffffffffL);
  }

  /** First word of the key, for kernels that compute {@link #bits} themselves. */
  public int word0() {
    return (int) state;
  }

  /** Second word of the key, for kernels that compute {@link #bits} themselves. */
  public int word1() {
    return (int) (state >>> 32);
  }

  /** 32 uniform bits for {@code index}. */
  public int bits(int index) {
    return bits(word0(), word1(), index);
  }

  /** The function behind {@link #bits(int)}, over the key's two words. */
  public static int bits(int word0, int word1, int index) {
    int x = index + word0;
    x ^= x >>> 16;
    x *= 0x7feb352d;
    x ^= x >>> 15;
    x *= 0x846ca68b;
    x ^= x >>> 16;
    x += word1;
    x ^= x >>> 17;
    x *= 0xed5ad4bb;
    x ^= x >>> 11;
    x *= 0xac4c1b51;
    x ^= x >>> 15;
    return x;
  }

  /** Uniform in [0, 1), a multiple of 2⁻²⁴. */
  public float uniform(int index) {
    return (bits(index) >>> 8) * TO_UNIT;
  }

  /** Uniform in [0, bound); the bias is below bound / 2³². */
  public int below(int bound, int index) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be > 0, got " + bound);
    }
    return (int) (((bits(index) & 0xffffffffL) * bound) >>> 32);
  }

  /** Standard normal by Box and Muller, one value per index. The same on every JVM. */
  public double gaussian(int index) {
    double u = ((bits(2 * index) >>> 8) + 1) * 0x1p-24;
    double v = (bits(2 * index + 1) >>> 8) * 0x1p-24;
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
  }

  private static long mix64(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RandomKey key && key.state == state;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(state);
  }
}
