package org.strideml.trainer.data;

import java.io.Serializable;
import org.strideml.quantization.RandomKey;

/**
 * A shuffle of {@code [0, size)} as a function: nothing is stored but the key, so the place of any
 * index among 2⁴⁰ is computed anywhere without the others.
 *
 * <p>A Feistel network over the smallest power of two that holds {@code size}, walked until it
 * lands inside (less than two steps on average). Both halves have at most 20 bits. Immutable, the
 * same on every machine. After Black and Rogaway, "Ciphers with arbitrary finite domains" (2002).
 */
public final class KeyedPermutation implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Largest domain. */
  public static final long MAX_SIZE = 1L << 40;

  private static final int ROUNDS = 12;
  // With halves of a few bits, 12 rounds leave some orders twice as likely as others; 32 do not.
  private static final int SMALL_BITS = 8;
  private static final int SMALL_ROUNDS = 32;

  private final long size;
  private final int lowBits;
  private final int lowMask;
  private final int highMask;
  private final int rounds;
  private final int[] words;

  /**
   * @param size in [1, {@link #MAX_SIZE}]
   * @param key which of the permutations
   */
  public KeyedPermutation(long size, RandomKey key) {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be in [1, 2^40], got " + size);
    }
    this.size = size;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    this.lowBits = (bits + 1) / 2;
    this.lowMask = (1 << lowBits) - 1;
    this.highMask = (1 << (bits - lowBits)) - 1;
    this.rounds = bits <= SMALL_BITS ? SMALL_ROUNDS : ROUNDS;
    this.words = new int[2 * rounds];
    for (int round = 0; round < rounds; round++) {
      RandomKey roundKey = key.child(round);
      words[2 * round] = roundKey.word0();
      words[2 * round + 1] = roundKey.word1();
    }
  }

  public long size() {
    return size;
  }

  /** Where {@code index} goes. */
  public long at(long index) {
    check(index);
    long x = index;
    do {
      x = forward(x);
    } while (x >= size);
    return x;
  }

  /** What came to {@code place}: {@code inverse(at(i)) == i}. */
  public long inverse(long place) {
    check(place);
    long x = place;
    do {
      x = backward(x);
    } while (x >= size);
    return x;
  }

  private long forward(long x) {
    int high = (int) (x >>> lowBits);
    int low = (int) x & lowMask;
    for (int round = 0; round < rounds; round += 2) {
      low ^= bits(round, high) & lowMask;
      high ^= bits(round + 1, low) & highMask;
    }
    return ((long) high << lowBits) | low;
  }

  private long backward(long x) {
    int high = (int) (x >>> lowBits);
    int low = (int) x & lowMask;
    for (int round = rounds - 2; round >= 0; round -= 2) {
      high ^= bits(round + 1, low) & highMask;
      low ^= bits(round, high) & lowMask;
    }
    return ((long) high << lowBits) | low;
  }

  private int bits(int round, int half) {
    return RandomKey.bits(words[2 * round], words[2 * round + 1], half);
  }

  private void check(long index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index must be in [0, " + size + "), got " + index);
    }
  }
}
