package org.strideml.quantization;

/**
 * Rounds to the nearest point of a grid from the least to the greatest value of a bucket: the
 * control that every other codec is held against.
 *
 * <p>Biased: a value that moves by less than δ/2 from message to message does not move at all, so
 * weights sent this way stall where random ones go on (Markov et al. 2023, section 3). Per bucket δ
 * = (max − min) / (2^bits − 1):
 *
 * <pre>
 * code = round((x − min)/δ)      x̂ = min + δ·code      |x̂ − x| ≤ δ/2
 * </pre>
 *
 * <p>Bytes, little-endian: for each bucket δ and min as floats; the codes.
 *
 * @param bits per code, 1 to 8
 * @param bucketSize elements that share one grid, at least 1
 */
public record NearestUniform(int bits, int bucketSize) implements UniformCodec {
  static final int ID = 3;
  static final String NAME = "nearest";

  public NearestUniform {
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
    return false;
  }

  @Override
  public Grid grid() {
    return Grid.RANGE;
  }

  @Override
  public Rounding rounding(RandomKey key, int origin, int length) {
    return new Rounding.Nearest(0);
  }
}
