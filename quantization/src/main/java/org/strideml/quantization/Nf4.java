package org.strideml.quantization;

/**
 * Sixteen quantiles of the normal distribution (QLoRA's NormalFloat, Dettmers et al. 2023, arXiv
 * 2305.14314, table in appendix E): each number is used about as often when values are normal.
 *
 * <p>Values are scaled so that the largest magnitude of a bucket becomes the largest number of the
 * format. Bytes, little-endian: for each bucket that magnitude as a float; the bit patterns of the
 * format, packed.
 *
 * @param bucketSize elements that share one scale, at least 1
 * @param stochastic whether a value becomes one of the two numbers around it, right on average,
 *     rather than the nearest
 */
public record Nf4(int bucketSize, boolean stochastic) implements CodebookCodec {
  static final int ID = 11;
  static final String NAME = "nf4";
  private static final Codebook CODEBOOK =
      Codebook.ordered(
          new float[] {
            -1.0f,
            -0.6961928009986877f,
            -0.5250730514526367f,
            -0.39491748809814453f,
            -0.28444138169288635f,
            -0.18477343022823334f,
            -0.09105003625154495f,
            0.0f,
            0.07958029955625534f,
            0.16093020141124725f,
            0.24611230194568634f,
            0.33791524171829224f,
            0.44070982933044434f,
            0.5626170039176941f,
            0.7229568362236023f,
            1.0f
          },
          4);

  public Nf4 {
    UniformBuckets.validate(4, 4, bucketSize);
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
    return 4;
  }

  @Override
  public Codebook codebook() {
    return CODEBOOK;
  }
}
