package org.strideml.quantization;

/**
 * Rounds up or down at random so that the mean is exact: the gradient quantizer of QSDP (Markov,
 * Vladu, Guo, Alistarh 2023, arXiv 2302.02390).
 *
 * <p>Per bucket δ = (max − min) / (2^bits − 1). With y = (x − min)/δ, rounded to a multiple of
 * 2⁻¹⁵, and u uniform over the multiples of 2⁻¹⁵ in [0, 1), one u for each element:
 *
 * <pre>
 * code = min(⌊y + u⌋, 2^bits − 1)      x̂ = min + δ·code
 * </pre>
 *
 * <p>With f = y − ⌊y⌋ the code is ⌊y⌋ + 1 with probability f, so E x̂ = x to 2⁻¹⁶ δ. The variance
 * is δ²·f(1 − f) ≤ δ²/4, and points of the grid come back exactly, up to the rounding of min +
 * δ·code.
 *
 * <p>Bytes, little-endian: for each bucket δ and min as floats; the codes.
 *
 * @param bits per code, 1 to 8
 * @param bucketSize elements that share one grid, at least 1
 */
public record StochasticUniform(int bits, int bucketSize) implements UniformCodec {
  static final int ID = 2;
  static final String NAME = "stochastic";

  public StochasticUniform {
    UniformBuckets.validate(bits, 1, bucketSize);
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
    return true;
  }

  @Override
  public Grid grid() {
    return Grid.RANGE;
  }

  @Override
  public Rounding rounding(RandomKey key, int origin, int length) {
    return new Rounding.CoinFlip(key, origin, length);
  }
}
