package org.strideml.kernels;

/**
 * Quantizes values where they are, so that only codes leave the device: measures buckets, then
 * rounds to the points of grids that the caller has fitted to them. What a grid is and how bytes
 * are laid out is the caller's affair; here are the loops.
 *
 * <p>Work is queued; {@link #ranges} and {@link #codes} wait for it. Order: {@link #begin}, {@link
 * #measure} of every run, {@link #ranges}, {@link #grid} of every bucket, {@link #nearest} or
 * {@link #coinFlip} of every run, {@link #codes}. All arithmetic is in single precision with fused
 * multiply-add where it says so, nowhere else, and without division, so that the same values give
 * the same codes on every device that keeps subnormals.
 */
public interface BucketCoder {
  /** A float below 2²² plus this has the nearest integer in its low bits. */
  float ROUNDER = 0x1.8p23f;

  /** A float in [0, 256) plus this has {@value #FRACTION_BITS} bits after the point. */
  float FIXED_POINT = 256;

  int FRACTION_BITS = 15;

  /**
   * A run of values that is rounded with one setting.
   *
   * @param values any number of them
   * @param bits per code, 1 to 8
   * @param bucketSize values that share a grid
   * @param firstBucket what {@link #measure} returned
   * @param error receives x − x̂, x̂ = fma(delta, code, origin), of each value; {@code null} for
   *     none
   */
  record Run(Tensor values, int bits, int bucketSize, int firstBucket, Tensor error) {}

  /**
   * Four-byte words that the codes of {@code length} values take: each run begins with a new one.
   */
  static int words(int length, int bits) {
    return (length + Integer.SIZE - 1) / Integer.SIZE * bits;
  }

  /** Forgets all buckets and codes. */
  void begin();

  /** z ← x − y. */
  void difference(Tensor x, Tensor y, Tensor z);

  /** sum ← Σ x², in an order that depends on the device only; one element. */
  void squares(Tensor x, Tensor sum);

  /** Finds the least and the greatest value of each bucket; returns the first one's number. */
  int measure(Tensor x, int bucketSize);

  /**
   * Least and greatest value of all buckets, two floats each; −0 is below +0. Where a value is no
   * number, the greatest is {@link Float#MAX_VALUE} or none either. The array is this coder's and
   * longer.
   */
  float[] ranges();

  /** Sets the grid of a bucket: its points are fma(delta, code, origin). */
  void grid(int bucket, float minimum, float delta, float inverse, float origin);

  /**
   * code = min(round(fma(x − minimum, inverse, −shift)), 2^bits − 1), ties to even; returns where
   * the run's codes will be.
   */
  int nearest(Run run, float shift);

  /**
   * code = min(⌊y + u⌋, 2^bits − 1), y = fma(x − minimum, inverse, {@value #FIXED_POINT}) less that
   * again, u the upper {@value #FRACTION_BITS} of the bits that {@link KeyedBits#at} has for the
   * value's number in the run; returns where the run's codes will be.
   */
  int coinFlip(Run run, int word0, int word1);

  /**
   * Copies {@code count} bytes of codes: those of value i are bits i·bits and following of a
   * little-endian stream, and zeros follow the last one.
   *
   * @param at what {@link #nearest} or {@link #coinFlip} returned
   */
  void codes(int at, byte[] target, int targetOffset, int count);
}
