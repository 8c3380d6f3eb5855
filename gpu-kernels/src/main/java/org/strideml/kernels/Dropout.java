package org.strideml.kernels;

/**
 * Which elements a dropout keeps: element i when the upper 24 of {@link KeyedBits#at(int, int,
 * int)}'s bits for i are at least {@link #threshold}, so with probability 1 − rate.
 *
 * @param rate share that is zeroed, in [0, 1)
 * @param word0 first word of the key
 * @param word1 second word of the key
 */
public record Dropout(float rate, int word0, int word1) {
  private static final int BITS = 24;

  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout rate must be in [0, 1), got " + rate);
    }
  }

  /** Smallest 24-bit number that keeps an element. */
  public int threshold() {
    return (int) Math.ceil(rate * (double) (1 << BITS));
  }

  /** What kept elements are multiplied with, so that the mean stays: 1 / (1 − rate). */
  public float scale() {
    return (float) (1.0 / (1.0 - rate));
  }

  public boolean keeps(int index) {
    return KeyedBits.at(word0, word1, index) >>> (Integer.SIZE - BITS) >= threshold();
  }
}
