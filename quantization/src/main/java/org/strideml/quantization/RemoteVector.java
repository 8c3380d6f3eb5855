package org.strideml.quantization;

import java.util.List;

/**
 * A vector that {@link RemoteEncoder} encodes where it lies, such as on a device: the loops over
 * its values run there, and only ranges of buckets, codes and plain floats come over. {@link Loops}
 * says to the bit what they compute.
 */
public interface RemoteVector {
  /**
   * Values that share a codec.
   *
   * @param offset first element of the vector
   * @param errorAt where in the sender's state x − x̂ of these values goes; −1 for nowhere
   */
  record Run(int offset, int length, int bits, int bucketSize, int errorAt) {}

  /** Adds the state's elements at {@code errorAt} to the run's; the first thing that happens. */
  void addError(Run run);

  /** Finds the range of each bucket of a run; returns the first bucket's number. */
  int measure(Run run);

  /**
   * Least and greatest value of all buckets measured, two floats each; −0 is below +0. Where a
   * value is no number, neither is one of the two, or the greatest is {@link Float#MAX_VALUE}.
   */
  float[] ranges();

  /** Sets a bucket's grid: points fma(delta, code, origin), inverse = 1 / delta or 0. */
  void grid(int bucket, float minimum, float delta, float inverse, float origin);

  /** code = min(round(fma(x − minimum, inverse, −shift)), levels); returns where codes will be. */
  int nearest(Run run, int firstBucket, float shift);

  /**
   * code = min(⌊(x − minimum)·inverse + draw⌋, levels) as {@link StochasticUniform} computes it,
   * draw i from {@link RandomKey#bits(int, int, int)} of the words and i; returns where codes will
   * be.
   */
  int coinFlip(Run run, int firstBucket, int word0, int word1);

  /** Copies packed codes of a run to {@code target}, a little-endian stream of bits. */
  void codes(int at, byte[] target, int targetOffset, int count);

  /**
   * The elements of these runs as they are, one run after the other; the last thing that happens.
   */
  float[] read(List<Run> runs);
}
