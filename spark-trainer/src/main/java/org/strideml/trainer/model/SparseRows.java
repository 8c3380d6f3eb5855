package org.strideml.trainer.model;

import java.util.Arrays;
import org.strideml.kernels.SparseMatrix;

/**
 * Rows of few non-zero features each, as compressed sparse rows: row i has the ids and values from
 * {@code starts[i]} up to {@code starts[i + 1]}. Rows are written front to back; beginning one
 * drops it and all behind it. Grows with what is written and is reused from step to step.
 */
public final class SparseRows {
  private static final int FIRST_ENTRIES = 64;

  private final int[] starts;
  private int rows;
  private int[] ids = new int[FIRST_ENTRIES];
  private float[] values = new float[FIRST_ENTRIES];

  /** Room for {@code capacity} rows of any length. */
  SparseRows(int capacity) {
    this.starts = new int[capacity + 1];
  }

  /**
   * Begins a row, so far without entries.
   *
   * @throws IllegalArgumentException when a row before it is missing
   */
  public void begin(int row) {
    if (row < 0 || row > rows || row >= starts.length - 1) {
      throw new IllegalArgumentException(
          String.format(
              "rows are written front to back, expected one of 0 to %d, got %d",
              Math.min(rows, starts.length - 2), row));
    }
    rows = row + 1;
    starts[rows] = starts[row];
  }

  /** Appends an entry to the row begun last. */
  public void add(int id, float value) {
    int entry = starts[rows]++;
    if (entry == ids.length) {
      ids = Arrays.copyOf(ids, 2 * entry);
      values = Arrays.copyOf(values, 2 * entry);
    }
    ids[entry] = id;
    values[entry] = value;
  }

  /** Rows written. */
  public int rows() {
    return rows;
  }

  /** First entry of a row; that of row {@link #rows} is the number of entries. */
  public int start(int row) {
    return starts[row];
  }

  /** Feature of an entry. */
  public int id(int entry) {
    return ids[entry];
  }

  public float value(int entry) {
    return values[entry];
  }

  /** Writes the first {@code count} rows to a kernel's matrix. */
  void writeTo(SparseMatrix matrix, int count) {
    if (count > rows) {
      throw new IllegalArgumentException(
          "the batch counts " + count + " rows, but only " + rows + " have sparse features");
    }
    matrix.write(count, starts, ids, values);
  }
}
