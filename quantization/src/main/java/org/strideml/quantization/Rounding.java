package org.strideml.quantization;

/** How a value between two points of a bucket's grid becomes the code of one of them. */
interface Rounding {
  /** Most values that are rounded at once: few enough for the first-level cache. */
  int MOST_VALUES = 1024;

  /**
   * Writes one code per value.
   *
   * @param offset first value in {@code source}
   * @param length at most {@link #MOST_VALUES}
   * @param bucket the grid, measured over a bucket that holds these values
   */
  void round(float[] source, int offset, int length, Bucket bucket, byte[] codes, int codesOffset);

  /** To the nearest point of the grid moved by {@code shift} · delta. */
  record Nearest(float shift) implements Rounding {
    @Override
    public void round(
        float[] source, int offset, int length, Bucket bucket, byte[] codes, int codesOffset) {
      bucket.loops.nearest(source, offset, length, bucket, shift, codes, codesOffset);
    }
  }

  /** Up with a probability equal to the distance from the point below. */
  final class CoinFlip implements Rounding {
    private static final int[] POSITIONS = positions();

    private final RandomKey key;
    private final int origin;
    private final int[] draws;

    /**
     * @param origin position in the source of the value that takes draw 0 of the key
     * @param length values in all
     */
    CoinFlip(RandomKey key, int origin, int length) {
      this.key = key;
      this.origin = origin;
      this.draws = new int[Math.min(length, MOST_VALUES)];
    }

    @Override
    public void round(
        float[] source, int offset, int length, Bucket bucket, byte[] codes, int codesOffset) {
      draw(offset - origin, length);
      bucket.loops.coinFlip(source, offset, length, bucket, draws, codes, codesOffset);
    }

    /** The compiler makes vectors of this loop only if the index comes out of an array. */
    private void draw(int first, int length) {
      int word0 = key.word0();
      int word1 = key.word1();
      for (int i = 0; i < length; i++) {
        int bits = RandomKey.bits(word0, word1, POSITIONS[i] + first);
        draws[i] = bits >>> (Integer.SIZE - Loops.FRACTION_BITS);
      }
    }

    private static int[] positions() {
      int[] positions = new int[MOST_VALUES];
      for (int i = 0; i < MOST_VALUES; i++) {
        positions[i] = i;
      }
      return positions;
    }
  }
}
