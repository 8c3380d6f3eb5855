package org.strideml.kernels.opencl;

import org.strideml.kernels.SparseMatrix;

/**
 * The sparse matrix that is on the device: the one a command needed last. It goes up once however
 * many commands work on it, its entries by row and a second time by column, so that sums over a
 * column's entries have their order too.
 */
final class ResidentRows {
  private final ResidentMemory resident;
  private SparseMatrix matrix;
  private long version;
  private long usedAt = -1;

  ResidentRows(ResidentMemory resident) {
    this.resident = resident;
  }

  /** Makes {@code x} the matrix that the next command sees. */
  void bring(SparseMatrix x) {
    if (x != matrix || x.version() != version) {
      if (usedAt == resident.launches()) {
        // A waiting command still has to see the old one.
        resident.flush();
      }
      matrix = x;
      version = x.version();
      int numbers = x.rows() + 1 + 2 * x.entries() + 2 * x.touched() + 1;
      write(resident.replaceEntries(numbers), resident.replaceValues(2 * x.entries()));
    }
  }

  private void write(int[] entries, float[] values) {
    int count = matrix.entries();
    for (int row = 0; row <= matrix.rows(); row++) {
      entries[row] = matrix.start(row);
    }
    for (int entry = 0; entry < count; entry++) {
      entries[places() + entry] = matrix.place(entry);
      values[entry] = matrix.value(entry);
    }
    for (int place = 0; place < matrix.touched(); place++) {
      entries[columns() + place] = matrix.column(place);
    }
    sortByColumn(entries, values);
  }

  /** Counts the entries of each column, then lays them there in their order. */
  private void sortByColumn(int[] entries, float[] values) {
    int starts = columnStarts();
    int touched = matrix.touched();
    java.util.Arrays.fill(entries, starts, starts + touched + 1, 0);
    for (int entry = 0; entry < matrix.entries(); entry++) {
      entries[starts + matrix.place(entry) + 1]++;
    }
    for (int place = 0; place < touched; place++) {
      entries[starts + place + 1] += entries[starts + place];
    }
    for (int row = 0; row < matrix.rows(); row++) {
      for (int entry = matrix.start(row); entry < matrix.start(row + 1); entry++) {
        int to = entries[starts + matrix.place(entry)]++;
        entries[rowsByColumn() + to] = row;
        values[matrix.entries() + to] = matrix.value(entry);
      }
    }
    // Every start has moved to the next column's; back by one.
    System.arraycopy(entries, starts, entries, starts + 1, touched);
    entries[starts] = 0;
  }

  private int places() {
    return matrix.rows() + 1;
  }

  private int columns() {
    return places() + matrix.entries();
  }

  private int columnStarts() {
    return columns() + matrix.touched();
  }

  private int rowsByColumn() {
    return columnStarts() + matrix.touched() + 1;
  }

  /** Where the parts are, for a command that is being queued now. */
  void appendTo(CommandList command) {
    usedAt = resident.launches();
    command
        .number(0)
        .number(places())
        .number(columns())
        .number(columnStarts())
        .number(rowsByColumn())
        .number(matrix.entries());
  }
}
