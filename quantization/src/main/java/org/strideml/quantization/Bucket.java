package org.strideml.quantization;

/**
 * The grid of one bucket: {@code minimum + delta · code}, codes 0 … levels.
 *
 * <p>delta = (max − min) / levels. A constant bucket has delta 0. Otherwise delta is at least
 * {@link Float#MIN_NORMAL}, which keeps its reciprocal finite and means the same on devices that
 * flush subnormals. Mutable and reused from bucket to bucket, so that the loops allocate nothing.
 */
final class Bucket {
  /**
   * Largest magnitude a lossy codec accepts. Below it neither a range nor a grid point half a step
   * outside it can overflow.
   */
  static final float LIMIT = 0x1p126f;

  /** Bytes of delta and minimum. */
  static final int HEADER_SIZE = 2 * Float.BYTES;

  final Loops loops;
  final int levels;
  float minimum;
  float delta;
  float inverse;

  private final float[] minMax = new float[Loops.RANGE_SCRATCH];

  Bucket(int bits, Loops loops) {
    this.levels = (1 << bits) - 1;
    this.loops = loops;
  }

  /** Fits the grid to {@code length} > 0 values. */
  void measure(float[] source, int offset, int length) {
    loops.range(source, offset, length, minMax);
    float max = minMax[1];
    minimum = minMax[0];
    if (!(minimum >= -LIMIT && max <= LIMIT)) {
      throw unencodable(source, offset, length);
    }
    delta = max > minimum ? Math.max((max - minimum) / levels, Float.MIN_NORMAL) : 0;
    inverse = delta > 0 ? 1 / delta : 0;
  }

  void write(byte[] target, int offset) {
    LittleEndian.putFloat(target, offset, delta);
    LittleEndian.putFloat(target, offset + Float.BYTES, minimum);
  }

  void read(byte[] source, int offset) {
    delta = LittleEndian.getFloat(source, offset);
    minimum = LittleEndian.getFloat(source, offset + Float.BYTES);
    if (!(delta >= 0 && delta <= 2 * LIMIT)) {
      throw new WireFormatException(offset, "a bucket's delta must be in [0, 2^127], got " + delta);
    }
    if (!(Math.abs(minimum) <= LIMIT)) {
      throw new WireFormatException(
          offset + Float.BYTES, "a bucket's minimum must be within ±2^126, got " + minimum);
    }
  }

  /** Writes the points of the grid, moved by {@code shift} steps, that the codes name. */
  void restore(
      byte[] codes, int codesOffset, int length, float shift, float[] target, int targetOffset) {
    float origin = Math.fma(delta, shift, minimum);
    loops.restore(codes, codesOffset, length, delta, origin, target, targetOffset);
  }

  private static IllegalArgumentException unencodable(float[] source, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (!(Math.abs(source[i]) <= LIMIT)) {
        return new IllegalArgumentException(
            "values must be finite and within ±2^126 to be quantized, got "
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
}
