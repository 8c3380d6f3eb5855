package org.strideml.quantization;

/**
 * The grid of one bucket: {@code minimum + delta · code}, codes 0 … levels. How it is fitted and
 * what of it travels is the {@link Grid}'s affair.
 *
 * <p>Mutable and reused from bucket to bucket, so that the loops allocate nothing.
 */
final class Bucket {
  /**
   * Largest magnitude a lossy codec accepts. Below it neither a range nor a grid point half a step
   * outside it can overflow.
   */
  static final float LIMIT = 0x1p126f;

  /** The same for codecs that add many values up. */
  static final float SUM_LIMIT = 0x1p100f;

  final Loops loops;
  final int levels;
  float minimum;
  float delta;
  float inverse;

  private final Grid grid;
  private final float[] minMax = new float[Loops.RANGE_SCRATCH];

  Bucket(Grid grid, int bits, Loops loops) {
    this.grid = grid;
    this.levels = grid.levels(bits);
    this.loops = loops;
  }

  /** Fits the grid to {@code length} > 0 values. */
  void measure(float[] source, int offset, int length) {
    loops.range(source, offset, length, minMax);
    float min = minMax[0];
    float max = minMax[1];
    if (!(min >= -LIMIT && max <= LIMIT)) {
      throw unencodable(source, offset, length, LIMIT);
    }
    grid.fit(this, min, max, source, offset, length);
    inverse = delta > 0 ? 1 / delta : 0;
  }

  /** The same from a range that was measured elsewhere; false when a value cannot be encoded. */
  boolean fit(float min, float max) {
    if (!(min >= -LIMIT && max <= LIMIT)) {
      return false;
    }
    Grid.RANGE.fit(this, min, max, null, 0, 0);
    inverse = delta > 0 ? 1 / delta : 0;
    return true;
  }

  /** Where the grid begins when it is moved by {@code shift} steps. */
  float origin(float shift) {
    return Math.fma(delta, shift, minimum);
  }

  void write(byte[] target, int offset) {
    grid.write(this, target, offset);
  }

  void read(byte[] source, int offset) {
    grid.read(this, source, offset);
  }

  /** Writes the points of the grid, moved by {@code shift} steps, that the codes name. */
  void restore(
      byte[] codes, int codesOffset, int length, float shift, float[] target, int targetOffset) {
    loops.restore(codes, codesOffset, length, delta, origin(shift), target, targetOffset);
  }

  /** What is wrong with a run that holds a value beyond ±{@code limit}. */
  static IllegalArgumentException unencodable(float[] source, int offset, int length, float limit) {
    for (int i = offset; i < offset + length; i++) {
      if (!(Math.abs(source[i]) <= limit)) {
        return new IllegalArgumentException(
            "values must be finite and within ±"
                + (limit == LIMIT ? "2^126" : limit == SUM_LIMIT ? "2^100" : Float.toString(limit))
                + " to be quantized, got "
                + source[i]
                + " at index "
                + i);
      }
    }
    return new IllegalArgumentException(
        "values changed while they were encoded, somewhere in ["
            + offset
            + ", "
            + (offset + length)
            + ")");
  }

  /** The largest magnitude of a run of values within ±{@link #LIMIT}. */
  static float magnitude(float[] source, int offset, int length) {
    return magnitude(source, offset, length, LIMIT);
  }

  /** The largest magnitude of a run of values within ±{@code limit}. */
  static float magnitude(float[] source, int offset, int length, float limit) {
    int most = 0;
    for (int i = offset; i < offset + length; i++) {
      most = Math.max(most, Float.floatToRawIntBits(source[i]) & 0x7fffffff);
    }
    float magnitude = Float.intBitsToFloat(most);
    if (!(magnitude <= limit)) {
      throw unencodable(source, offset, length, limit);
    }
    return magnitude;
  }
}
