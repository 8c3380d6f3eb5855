package org.strideml.kernels;

import java.util.Arrays;
import java.util.Objects;

/**
 * Rows of few entries each, out of many columns: compressed sparse rows (CSR), written anew for
 * each batch. Only the columns that occur, the <em>touched</em> ones, cost anything: they are
 * numbered 0, 1, … in the order they are first met, front to back, and entries know their column by
 * that number, its <em>place</em>.
 *
 * <p>Lives on the host and belongs to no backend. Grows with the largest batch seen, then allocates
 * nothing. Beside the entries it keeps one {@code int} per column. Not thread-safe.
 */
public final class SparseMatrix {
  private final int columns;

  /** Place + 1 of each touched column, 0 of all others. */
  private final int[] placeOf;

  private int rows;
  private int entries;
  private int touched;
  private long version;
  private int[] starts = {0};
  private int[] places = {};
  private int[] touchedColumns = {};
  private float[] values = {};

  /** An empty matrix of that many columns. */
  public SparseMatrix(int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("a sparse matrix needs columns >= 1, got " + columns);
    }
    this.columns = columns;
    this.placeOf = new int[columns];
  }

  /**
   * Replaces all rows; copies what it needs.
   *
   * @param rowStarts row i has the entries from {@code rowStarts[i]} up to {@code rowStarts[i +
   *     1]}; begins with 0
   * @param columnOf column of each entry
   * @param valueOf value of each entry
   * @throws IllegalArgumentException when a column is out of range or starts do not ascend; the
   *     matrix is then empty
   */
  public void write(int newRows, int[] rowStarts, int[] columnOf, float[] valueOf) {
    clear();
    version++;
    Objects.checkFromIndexSize(0, newRows + 1, rowStarts.length);
    requireAscending(newRows, rowStarts);
    int count = rowStarts[newRows];
    Objects.checkFromIndexSize(0, count, Math.min(columnOf.length, valueOf.length));
    grow(newRows, count);
    for (int entry = 0; entry < count; entry++) {
      places[entry] = place(columnOf[entry], entry);
    }
    System.arraycopy(rowStarts, 0, starts, 0, newRows + 1);
    System.arraycopy(valueOf, 0, values, 0, count);
    rows = newRows;
    entries = count;
  }

  private static void requireAscending(int rows, int[] starts) {
    for (int row = 0; row < rows; row++) {
      if (starts[row + 1] < starts[row]) {
        throw new IllegalArgumentException(
            String.format(
                "row starts must not descend, got %d after %d at row %d",
                starts[row + 1], starts[row], row));
      }
    }
    if (starts[0] != 0) {
      throw new IllegalArgumentException("row starts must begin with 0, got " + starts[0]);
    }
  }

  private int place(int column, int entry) {
    if (column < 0 || column >= columns) {
      clear();
      throw new IllegalArgumentException(
          String.format("columns must be in [0, %d), got %d at entry %d", columns, column, entry));
    }
    if (placeOf[column] == 0) {
      touchedColumns[touched++] = column;
      placeOf[column] = touched;
    }
    return placeOf[column] - 1;
  }

  private void clear() {
    for (int place = 0; place < touched; place++) {
      placeOf[touchedColumns[place]] = 0;
    }
    touched = 0;
    rows = 0;
    entries = 0;
  }

  private void grow(int newRows, int count) {
    if (starts.length <= newRows) {
      starts = new int[Math.max(newRows + 1, 2 * starts.length)];
    }
    if (places.length < count) {
      int capacity = Math.max(count, 2 * places.length);
      places = new int[capacity];
      values = new float[capacity];
      touchedColumns = Arrays.copyOf(touchedColumns, Math.min(capacity, columns));
    }
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Entries of all rows. */
  public int entries() {
    return entries;
  }

  /** How many columns occur. */
  public int touched() {
    return touched;
  }

  /** Grows with every {@link #write}; devices keep a copy for as long as it stands still. */
  public long version() {
    return version;
  }

  /** First entry of a row; that of row {@link #rows} is the number of entries. */
  public int start(int row) {
    return starts[row];
  }

  /** Which of the touched columns an entry lies in. */
  public int place(int entry) {
    return places[entry];
  }

  public float value(int entry) {
    return values[entry];
  }

  /** The column at a place. */
  public int column(int place) {
    return touchedColumns[place];
  }

  @Override
  public String toString() {
    return String.format(
        "sparse [%d, %d] of %d entries in %d columns", rows, columns, entries, touched);
  }
}
