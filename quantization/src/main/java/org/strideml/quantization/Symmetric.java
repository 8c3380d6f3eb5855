package org.strideml.quantization;

/**
 * Nearest point of a grid around zero: with 8 bits the plain block-wise int8 of ZeRO++ and others.
 *
 * <p>Per bucket δ = max|x| / (2^(bits−1) − 1), rounded up to 16 bits of mantissa so that zero comes
 * back as zero:
 *
 * <pre>
 * code = round(x/δ) + 2^(bits−1) − 1      x̂ = δ·(code − 2^(bits−1) + 1)      |x̂ − x| ≤ δ/2
 * </pre>
 *
 * <p>Bytes, little-endian: for each bucket δ as a float; the codes.
 *
 * @param bits per code, 2 to 8
 * @param bucketSize elements that share one grid, at least 1
 */
public record Symmetric(int bits, int bucketSize) implements UniformCodec {
  static final int ID = 5;
  static final String NAME = "symmetric";

  public Symmetric {
    UniformBuckets.validate(bits, 2, bucketSize);
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
  public boolean unbiased() {
    return false;
  }

  @Override
  public Grid grid() {
    return Grid.MAXIMUM;
  }

  @Override
  public Rounding rounding(RandomKey key, int origin, int length) {
    return new Rounding.Nearest(0);
  }
}
