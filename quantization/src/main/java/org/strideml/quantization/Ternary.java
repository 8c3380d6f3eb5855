package org.strideml.quantization;

/**
 * −m, 0 or m, m the largest magnitude of the bucket: TernGrad (Wen et al. 2017, arXiv 1705.07878).
 *
 * <p>|x̂| = m with probability |x|/m, else 0, so E x̂ = x and the variance is |x|(m − |x|). m is
 * rounded up to 16 bits of mantissa.
 *
 * <p>Bytes, little-endian: for each bucket m as a float; codes 0, 1, 2 of two bits each. An entropy
 * stage brings them to what their frequencies are worth.
 *
 * @param bucketSize elements that share m, at least 1
 */
public record Ternary(int bucketSize) implements UniformCodec {
  static final int ID = 13;
  static final String NAME = "ternary";

  public Ternary {
    UniformBuckets.validate(2, 2, bucketSize);
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
    return 2;
  }

  @Override
  public boolean unbiased() {
    return true;
  }

  @Override
  public Grid grid() {
    return Grid.MAXIMUM;
  }

  @Override
  public Rounding rounding(RandomKey key, int origin, int length) {
    return new Rounding.CoinFlip(key, origin, length);
  }
}
