package org.strideml.quantization;

import java.util.Arrays;
import java.util.Objects;

/**
 * The largest cosine coefficients of chunks of a decaying sum (DeMo, Peng, Quesnelle, Kingma 2024,
 * arXiv 2411.19870).
 *
 * <pre>
 * e ← β·e + x      q = the k largest coefficients of each chunk of DCT(e)      e ← e − IDCT(q)
 * </pre>
 *
 * <p>A matrix is cut into chunks of {@code chunk} × {@code chunk}, a vector into chunks of {@code
 * chunk}; of an axis that has no such divisor the largest one below is taken. e is the state, so
 * there is nothing for {@link ErrorFeedback} to add. Each worker's message is decoded by itself and
 * the mean taken over all workers; the original takes the mean of a coefficient over those workers
 * that sent it, and steps by its sign. Values must be within ±2¹⁰⁰.
 *
 * <p>Bytes, little-endian: for each chunk k places as uint16 in ascending order, then k floats.
 *
 * @param decay β, in [0, 1]
 * @param density share of coefficients that travel, in (0, 1]: 32 of 4,096 in the original
 * @param chunk length of a chunk's axis, 1 to 256
 * @param columns of the matrix, its elements lying row by row; 0 for vectors
 */
public record DeMo(float decay, float density, int chunk, int columns) implements Codec {
  static final int ID = 19;
  static final String NAME = "demo";
  private static final int MOST_CHUNK = 256;
  private static final int ENTRY_SIZE = Short.BYTES + Float.BYTES;

  public DeMo {
    TopK.requireDensity(density);
    if (!(decay >= 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay must be in [0, 1], got " + decay);
    }
    if (chunk < 1 || chunk > MOST_CHUNK || columns < 0) {
      throw new IllegalArgumentException(
          "chunk must be in [1, 256] and columns >= 0, got " + chunk + " and " + columns);
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

  @Override
  public int bits() {
    return Float.SIZE;
  }

  @Override
  public int bucketSize() {
    return chunk;
  }

  @Override
  public int setting() {
    return Float.floatToRawIntBits(density) ^ chunk << 8 ^ columns;
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
    return new DeMo(decay, density, chunk, shape.length < 2 ? 0 : others);
  }

  @Override
  public int stateVectors() {
    return 1;
  }

  /** How a run is cut. */
  private record Cut(int rows, int columns, int chunkRows, int chunkColumns, int kept) {
    int chunks() {
      return rows == 0 ? 0 : rows / chunkRows * (columns / chunkColumns);
    }

    /** Copies one chunk out of a run, or back into it. */
    void move(int index, float[] run, int offset, double[] chunk, boolean out) {
      int across = columns / chunkColumns;
      int top = index / across * chunkRows;
      int left = index % across * chunkColumns;
      for (int r = 0; r < chunkRows; r++) {
        for (int c = 0; c < chunkColumns; c++) {
          int at = offset + (top + r) * columns + left + c;
          if (out) {
            chunk[r * chunkColumns + c] = run[at];
          } else {
            run[at] = (float) chunk[r * chunkColumns + c];
          }
        }
      }
    }
  }

  private Cut cut(int length) {
    boolean matrix = columns > 0 && length % columns == 0;
    int rows = matrix ? length / columns : length == 0 ? 0 : 1;
    int width = matrix ? columns : length;
    int chunkRows = divisor(rows);
    int chunkColumns = divisor(width);
    return new Cut(
        rows, width, chunkRows, chunkColumns, Largest.count(chunkRows * chunkColumns, density));
  }

  private int divisor(int axis) {
    int divisor = Math.min(chunk, axis);
    while (divisor > 1 && axis % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  @Override
  public int encodedSize(int length) {
    Cut cut = cut(length);
    return Codecs.checkedSize((long) cut.chunks() * cut.kept() * ENTRY_SIZE, length);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    float[] fresh = new float[length];
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
    Objects.checkFromIndexSize(targetOffset, encodedSize(length), target.length);
    Bucket.magnitude(source, sourceOffset, length, Bucket.SUM_LIMIT);
    for (int i = 0; i < length; i++) {
      state[stateOffset + i] = decay * state[stateOffset + i] + source[sourceOffset + i];
    }
    Cut cut = cut(length);
    CosineTransform transform = new CosineTransform(cut.chunkRows(), cut.chunkColumns());
    double[] chunk = new double[cut.chunkRows() * cut.chunkColumns()];
    double[] left = new double[chunk.length];
    float[] coefficients = new float[chunk.length];
    int at = targetOffset;
    for (int i = 0; i < cut.chunks(); i++) {
      cut.move(i, state, stateOffset, chunk, true);
      System.arraycopy(chunk, 0, left, 0, chunk.length);
      transform.forward(chunk);
      for (int j = 0; j < chunk.length; j++) {
        coefficients[j] = (float) chunk[j];
        chunk[j] = 0;
      }
      IndexSet kept = Largest.of(coefficients, 0, chunk.length, cut.kept());
      for (int j = 0; j < kept.count(); j++) {
        int place = kept.get(j);
        chunk[place] = coefficients[place];
        LittleEndian.putShort(target, at + j * Short.BYTES, (short) place);
        LittleEndian.putFloat(
            target, at + kept.count() * Short.BYTES + j * Float.BYTES, coefficients[place]);
      }
      at += kept.count() * ENTRY_SIZE;
      transform.inverse(chunk);
      for (int j = 0; j < chunk.length; j++) {
        left[j] -= (float) chunk[j];
      }
      cut.move(i, state, stateOffset, left, false);
    }
    return encodedSize(length);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, encodedSize(length));
    Cut cut = cut(length);
    CosineTransform transform = new CosineTransform(cut.chunkRows(), cut.chunkColumns());
    double[] chunk = new double[cut.chunkRows() * cut.chunkColumns()];
    int at = sourceOffset;
    for (int i = 0; i < cut.chunks(); i++) {
      Arrays.fill(chunk, 0);
      for (int j = 0; j < cut.kept(); j++) {
        int place = LittleEndian.getShort(source, at + j * Short.BYTES) & 0xffff;
        if (place >= chunk.length) {
          throw new WireFormatException(
              at + (long) j * Short.BYTES,
              "expected a place below " + chunk.length + ", got " + place);
        }
        chunk[place] =
            LittleEndian.getFloat(source, at + cut.kept() * Short.BYTES + j * Float.BYTES);
      }
      at += cut.kept() * ENTRY_SIZE;
      transform.inverse(chunk);
      cut.move(i, target, targetOffset, chunk, false);
    }
    return encodedSize(length);
  }
}
