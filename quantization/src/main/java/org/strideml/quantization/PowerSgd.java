package org.strideml.quantization;

/**
 * A matrix as the product of two thin ones, found by one step of subspace iteration from where the
 * last message left off (PowerSGD, Vogels, Karimireddy, Jaggi 2019, arXiv 1905.13727).
 *
 * <pre>
 * P = orthonormal(M·Q)      Q ← Mᵀ·P      M̂ = P·Qᵀ      M rows × columns, rank r
 * </pre>
 *
 * <p>M̂ is the projection of M on the columns of P, so ‖M̂ − M‖ ≤ ‖M‖; with the warm start it tends
 * to the best approximation of rank r. Biased, so it wants {@link ErrorFeedback}. Where the two
 * matrices would take more than half the floats of M, M itself travels. Each worker's message
 * stands alone: P is not averaged before Q is computed, which the original does in a second
 * exchange. Values must be within ±2¹⁰⁰.
 *
 * <p>Bytes, little-endian floats: P and Q by columns, or M.
 *
 * @param rank r, 1 to 255
 * @param columns of the matrix, its elements lying row by row; 0 for vectors
 */
public record PowerSgd(int rank, int columns) implements Codec {
  static final int ID = 17;
  static final String NAME = "power-sgd";

  public PowerSgd {
    if (rank < 1 || rank > 0xff) {
      throw new IllegalArgumentException("rank must be in [1, 255], got " + rank);
    }
    if (columns < 0) {
      throw new IllegalArgumentException("columns must be >= 0, got " + columns);
    }
  }

  @Override
  public int id() {
    return ID;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The rank, which is what this codec spends. */
  @Override
  public int bits() {
    return rank;
  }

  @Override
  public int bucketSize() {
    return 0;
  }

  @Override
  public int setting() {
    return columns;
  }

  @Override
  public boolean unbiased() {
    return false;
  }

  /** The first axis against all others. */
  @Override
  public Codec forShape(int... shape) {
    int others = 1;
    for (int i = 1; i < shape.length; i++) {
      others *= shape[i];
    }
    return new PowerSgd(rank, shape.length < 2 ? 0 : others);
  }

  private boolean factors(int length) {
    if (columns == 0 || length % columns != 0) {
      return false;
    }
    long floats = (long) rank * (length / columns + columns);
    return 2 * floats <= length;
  }

  @Override
  public boolean remembers() {
    return true;
  }

  @Override
  public int stateSize(int length) {
    return factors(length) ? rank * columns : 0;
  }

  @Override
  public int encodedSize(int length) {
    long floats = factors(length) ? (long) rank * (length / columns + columns) : length;
    return Codecs.checkedSize(floats * Float.BYTES, length);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    float[] fresh = new float[stateSize(length)];
    return encode(source, sourceOffset, length, key, fresh, 0, target, targetOffset);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      float[] state,
      int stateOffset,
      byte[] target,
      int targetOffset) {
    Bucket.magnitude(source, sourceOffset, length, Bucket.SUM_LIMIT);
    if (!factors(length)) {
      put(source, sourceOffset, length, target, targetOffset);
      return encodedSize(length);
    }
    int rows = length / columns;
    float[] p = new float[rank * rows];
    for (int r = 0; r < rank; r++) {
      int q = stateOffset + r * columns;
      begin(state, q, key.child(r));
      for (int row = 0; row < rows; row++) {
        p[r * rows + row] = (float) dot(source, sourceOffset + row * columns, state, q, columns);
      }
      orthonormalize(p, r, rows);
      double[] sums = new double[columns];
      for (int row = 0; row < rows; row++) {
        double factor = p[r * rows + row];
        int from = sourceOffset + row * columns;
        for (int c = 0; c < columns; c++) {
          sums[c] += factor * source[from + c];
        }
      }
      for (int c = 0; c < columns; c++) {
        state[q + c] = (float) sums[c];
      }
    }
    put(p, 0, p.length, target, targetOffset);
    put(state, stateOffset, rank * columns, target, targetOffset + p.length * Float.BYTES);
    return encodedSize(length);
  }

  /** A column of zeros says nothing about where to look: it is drawn anew. */
  private void begin(float[] state, int q, RandomKey key) {
    for (int c = 0; c < columns; c++) {
      if (state[q + c] != 0) {
        return;
      }
    }
    for (int c = 0; c < columns; c++) {
      state[q + c] = (float) key.gaussian(c);
    }
  }

  private static double dot(float[] a, int aOffset, float[] b, int bOffset, int length) {
    double s0 = 0;
    double s1 = 0;
    int i = 0;
    for (; i + 2 <= length; i += 2) {
      s0 += (double) a[aOffset + i] * b[bOffset + i];
      s1 += (double) a[aOffset + i + 1] * b[bOffset + i + 1];
    }
    for (; i < length; i++) {
      s0 += (double) a[aOffset + i] * b[bOffset + i];
    }
    return s0 + s1;
  }

  /** Gram and Schmidt: takes from column r what lies in those before, twice, and scales it to 1. */
  private static void orthonormalize(float[] p, int r, int rows) {
    double before = Math.sqrt(dot(p, r * rows, p, r * rows, rows));
    for (int pass = 0; pass < 2; pass++) {
      for (int other = 0; other < r; other++) {
        double along = dot(p, r * rows, p, other * rows, rows);
        for (int i = 0; i < rows; i++) {
          p[r * rows + i] -= (float) (along * p[other * rows + i]);
        }
      }
    }
    double norm = Math.sqrt(dot(p, r * rows, p, r * rows, rows));
    // What is left of a column that lay in the others is noise.
    double scale = norm > 1e-6 * before ? 1 / norm : 0;
    for (int i = 0; i < rows; i++) {
      p[r * rows + i] = (float) (p[r * rows + i] * scale);
    }
  }

  private static void put(float[] values, int offset, int length, byte[] target, int at) {
    for (int i = 0; i < length; i++) {
      LittleEndian.putFloat(target, at + i * Float.BYTES, values[offset + i]);
    }
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, encodedSize(length));
    if (!factors(length)) {
      for (int i = 0; i < length; i++) {
        target[targetOffset + i] = LittleEndian.getFloat(source, sourceOffset + i * Float.BYTES);
      }
      return encodedSize(length);
    }
    int rows = length / columns;
    float[] q = new float[rank * columns];
    for (int i = 0; i < q.length; i++) {
      q[i] = LittleEndian.getFloat(source, sourceOffset + (rank * rows + i) * Float.BYTES);
    }
    for (int row = 0; row < rows; row++) {
      int to = targetOffset + row * columns;
      for (int r = 0; r < rank; r++) {
        float factor = LittleEndian.getFloat(source, sourceOffset + (r * rows + row) * Float.BYTES);
        for (int c = 0; c < columns; c++) {
          target[to + c] = Math.fma(factor, q[r * columns + c], r == 0 ? 0 : target[to + c]);
        }
      }
    }
    return encodedSize(length);
  }
}
