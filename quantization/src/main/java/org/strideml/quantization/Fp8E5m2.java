package org.strideml.quantization;

/**
 * Eight-bit floats of 5 exponent and 2 mantissa bits (Micikevicius et al. 2022, arXiv 2209.05433):
 * relative error up to 2⁻³ over nine decades. Patterns of infinities and NaN are not used.
 *
 * <p>Values are scaled so that the largest magnitude of a bucket becomes the largest number of the
 * format. Bytes, little-endian: for each bucket that magnitude as a float; the bit patterns of the
 * format, packed.
 *
 * @param bucketSize elements that share one scale, at least 1
 * @param stochastic whether a value becomes one of the two numbers around it, right on average,
 *     rather than the nearest
 */
public record Fp8E5m2(int bucketSize, boolean stochastic) implements CodebookCodec {
  static final int ID = 9;
  static final String NAME = "fp8-e5m2";
  private static final Codebook CODEBOOK = Codebook.floats(5, 2, 15, 0x7b);

  public Fp8E5m2 {
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
