package org.strideml.quantization;

/** How a bucket's uniform grid is fitted to its values, and what of it travels. */
enum Grid {
  /**
   * From the least to the greatest value: delta = (max − min) / (2^bits − 1), 0 for a constant
   * bucket, otherwise at least {@link Float#MIN_NORMAL}, which keeps its reciprocal finite and
   * means the same on devices that flush subnormals. Delta and minimum travel.
   */
  RANGE(2 * Float.BYTES) {
    @Override
    int levels(int bits) {
      return (1 << bits) - 1;
    }

    @Override
    void fit(Bucket bucket, float min, float max, float[] source, int offset, int length) {
      bucket.minimum = min;
      bucket.delta = max > min ? Math.max((max - min) / bucket.levels, Float.MIN_NORMAL) : 0;
    }

    @Override
    void write(Bucket bucket, byte[] target, int offset) {
      LittleEndian.putFloat(target, offset, bucket.delta);
      LittleEndian.putFloat(target, offset + Float.BYTES, bucket.minimum);
    }

    @Override
    void read(Bucket bucket, byte[] source, int offset) {
      bucket.delta = delta(source, offset);
      bucket.minimum = LittleEndian.getFloat(source, offset + Float.BYTES);
      if (!(Math.abs(bucket.minimum) <= Bucket.LIMIT)) {
        throw new WireFormatException(
            offset + Float.BYTES,
            "a bucket's minimum must be within ±2^126, got " + bucket.minimum);
      }
    }
  },

  /** Around zero, from −m to m, m the largest magnitude; see {@link #symmetric}. */
  MAXIMUM(Float.BYTES) {
    @Override
    void fit(Bucket bucket, float min, float max, float[] source, int offset, int length) {
      symmetric(bucket, Math.max(-min, max));
    }
  },

  /** Around zero, from −‖x‖₂ to ‖x‖₂; see {@link #symmetric}. */
  NORM(Float.BYTES) {
    @Override
    void fit(Bucket bucket, float min, float max, float[] source, int offset, int length) {
      // A norm beyond the limit is cut: the largest magnitude is within it.
      symmetric(bucket, Math.min((float) norm(source, offset, length), Bucket.LIMIT));
    }
  };

  private static final int SPARE_BITS = Byte.SIZE;

  private final int headerSize;

  Grid(int headerSize) {
    this.headerSize = headerSize;
  }

  /** Bytes before the codes of each bucket. */
  int headerSize() {
    return headerSize;
  }

  /** Greatest code. Grids around zero leave one out, so that zero is a point. */
  int levels(int bits) {
    return (1 << bits) - 2;
  }

  /**
   * Sets {@code minimum} and {@code delta}.
   *
   * @param min least value, within ±{@link Bucket#LIMIT}, as is {@code max}
   */
  abstract void fit(Bucket bucket, float min, float max, float[] source, int offset, int length);

  void write(Bucket bucket, byte[] target, int offset) {
    LittleEndian.putFloat(target, offset, bucket.delta);
  }

  void read(Bucket bucket, byte[] source, int offset) {
    bucket.delta = delta(source, offset);
    bucket.minimum = -bucket.delta * (bucket.levels / 2);
  }

  /**
   * Levels / 2 steps to either side of zero. Delta is rounded up to 16 bits of mantissa: its
   * multiples are then exact, so that zero comes back as zero.
   */
  private static void symmetric(Bucket bucket, float scale) {
    int half = bucket.levels / 2;
    float delta = scale > 0 ? Math.max(scale / half, Float.MIN_NORMAL) : 0;
    int bits = Float.floatToRawIntBits(delta);
    bucket.delta = Float.intBitsToFloat(bits + (1 << SPARE_BITS) - 1 & -(1 << SPARE_BITS));
    bucket.minimum = -bucket.delta * half;
  }

  private static float delta(byte[] source, int offset) {
    float delta = LittleEndian.getFloat(source, offset);
    if (!(delta >= 0 && delta <= 2 * Bucket.LIMIT)) {
      throw new WireFormatException(offset, "a bucket's delta must be in [0, 2^127], got " + delta);
    }
    return delta;
  }

  /** In double precision and always in the same order: four sums, then theirs. */
  static double norm(float[] source, int offset, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 4 <= length; i += 4) {
      double a = source[offset + i];
      double b = source[offset + i + 1];
      double c = source[offset + i + 2];
      double d = source[offset + i + 3];
      s0 += a * a;
      s1 += b * b;
      s2 += c * c;
      s3 += d * d;
    }
    for (; i < length; i++) {
      double a = source[offset + i];
      s0 += a * a;
    }
    return Math.sqrt(s0 + s1 + (s2 + s3));
  }
}
