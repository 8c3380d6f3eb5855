package org.strideml.quantization;

/** How a value between two points of a bucket's grid becomes the code of one of them. */
interface Rounding {
  /**
   * Writes one code per value.
   *
   * @param offset first value in {@code source}
   * @param bucket the grid, measured over a bucket that holds these values
   */
  void round(float[] source, int offset, int length, Bucket bucket, byte[] codes, int codesOffset);

  /** To the nearest point of the grid moved by {@code shift} · delta. */
  record Nearest(float shift) implements Rounding {
    @Override
    public void round(
        float[] source, int offset, int length, Bucket bucket, byte[] codes, int codesOffset) {
      Loops.nearest(source, offset, length, bucket, shift, codes, codesOffset);
    }
  }

  /**
   * Up with a probability equal to the distance from the point below.
   *
   * @param origin position in {@code source} of the value that draws index 0 of the key
   */
  record CoinFlip(RandomKey key, int origin) implements Rounding {
    @Override
    public void round(
        float[] source, int offset, int length, Bucket bucket, byte[] codes, int codesOffset) {
      Loops.coinFlip(source, offset, length, bucket, key, offset - origin, codes, codesOffset);
    }
  }
}
