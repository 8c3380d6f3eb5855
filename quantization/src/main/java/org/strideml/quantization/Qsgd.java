package org.strideml.quantization;

/**
 * QSGD (Alistarh, Grubic, Li, Tomioka, Vojnovic 2017, arXiv 1610.02132): stochastic rounding of
 * |x_i|/‖x‖₂ to s levels, signs kept.
 *
 * <p>Per bucket s = 2^(bits−1) − 1 and δ = ‖x‖₂/s, rounded up to 16 bits of mantissa. With y = x/δ
 * + s, rounded to a multiple of 2⁻¹⁵, and u as in {@link StochasticUniform}:
 *
 * <pre>
 * code = ⌊y + u⌋      x̂ = δ·(code − s)      E‖x̂ − x‖² ≤ min(n/s², √n/s)·‖x‖²
 * </pre>
 *
 * <p>Zero comes back as zero. Most values of a large bucket are far below its norm, which is what
 * makes the codes compressible and the variance large: buckets of 512 and less are usual.
 *
 * <p>Bytes, little-endian: for each bucket δ as a float; the codes.
 *
 * @param bits per code, 2 to 8
 * @param bucketSize elements that share one grid, at least 1
 */
public record Qsgd(int bits, int bucketSize) implements UniformCodec {
  static final int ID = 4;
  static final String NAME = "qsgd";

  public Qsgd {
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
    return true;
  }

  @Override
  public Grid grid() {
    return Grid.NORM;
  }

  @Override
  public Rounding rounding(RandomKey key, int origin, int length) {
    return new Rounding.CoinFlip(key, origin, length);
  }
}
