package org.strideml.quantization;

/**
 * Eight-bit floats of 4 exponent and 3 mantissa bits, no infinities (Micikevicius et al. 2022,
 * arXiv 2209.05433): relative error up to 2⁻⁴ over more than four decades.
 *
 * <p>Values are scaled so that the largest magnitude of a bucket becomes the largest number of the
 * format. Bytes, little-endian: for each bucket that magnitude as a float; the bit patterns of the
 * format, packed.
 *
 * @param bucketSize elements that share one scale, at least 1
 * @param stochastic whether a value becomes one of the two numbers around it, right on average,
 *     rather than the nearest
 */
public record Fp8E4m3(int bucketSize, boolean stochastic) implements CodebookCodec {
  static final int ID = 8;
  static final String NAME = "fp8-e4m3";
  private static final Codebook CODEBOOK = Codebook.floats(4, 3, 7, 0x7e);

  public Fp8E4m3 {
    UniformBuckets.validate(8, 8, bucketSize);
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
    return 8;
  }

  @Override
  public Codebook codebook() {
    return CODEBOOK;
  }
}
