package org.strideml.quantization;

/**
 * Sign and three exponent bits: 0 and ±1, ±½, … ±1/64 of the scale, what Streaming DiLoCo sends
 * (Douillard et al. 2025, arXiv 2501.18512).
 *
 * <p>Values are scaled so that the largest magnitude of a bucket becomes the largest number of the
 * format. Bytes, little-endian: for each bucket that magnitude as a float; the bit patterns of the
 * format, packed.
 *
 * @param bucketSize elements that share one scale, at least 1
 * @param stochastic whether a value becomes one of the two numbers around it, right on average,
 *     rather than the nearest
 */
public record Fp4E3m0(int bucketSize, boolean stochastic) implements CodebookCodec {
  static final int ID = 10;
  static final String NAME = "fp4-e3m0";
  private static final Codebook CODEBOOK = Codebook.floats(3, 0, 3, 7);

  public Fp4E3m0 {
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
