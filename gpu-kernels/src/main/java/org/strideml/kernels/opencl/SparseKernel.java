package org.strideml.kernels.opencl;

/**
 * Products with sparse rows, whose numbers are in {@link #entries} and {@link #values}, once by row
 * and once by touched column. Every sum belongs to one item or one group and runs in the order of
 * entries, so nothing has to be added atomically.
 */
abstract class SparseKernel extends ImageNormKernel {
  /** Arguments of all routines: rows, touched columns, width of what they are multiplied with. */
  static final int ROW_COUNT = 1;

  static final int TOUCHED = 2;
  static final int WIDTH = 3;

  /** Where each row's entries begin, in {@link #entries}; one more than rows. */
  static final int STARTS = 4;

  /** Which of the touched columns an entry lies in. */
  static final int PLACES = 5;

  /** The touched columns' numbers. */
  static final int COLUMNS = 6;

  /** Where each touched column's entries begin; one more than touched columns. */
  static final int COLUMN_STARTS = 7;

  /** The rows of entries, by column. */
  static final int ROWS_BY_COLUMN = 8;

  /** Values by column, in {@link #values}; those by row begin at 0. */
  static final int VALUES_BY_COLUMN = 9;

  /** Tensors. */
  static final int FIRST = 10;

  static final int SECOND = 11;
  static final int THIRD = 12;
  static final int FOURTH = 13;

  void sparseCommand(int mode, int at) {
    if (mode == Mode.GATHER) {
      gather(at);
    } else if (mode == Mode.SCATTER) {
      scatter(at);
    } else if (mode == Mode.SPARSE_PRODUCT) {
      sparseProduct(at);
    } else if (mode == Mode.SPARSE_PRODUCT_BACKWARD) {
      sparseProductBackward(at);
    } else if (mode == Mode.INTERACTION) {
      interaction(at);
    } else if (mode == Mode.INTERACTION_BACKWARD) {
      interactionBackward(at);
    }
  }

  /** Tensors: table, block. */
  void gather(int at) {
    int width = commands[at + WIDTH];
    int count = commands[at + TOUCHED] * width;
    for (int i = turn() * GROUP + lane(); i < count; i += items()) {
      int place = i / width;
      int from = entries[commands[at + COLUMNS] + place] * width + i - place * width;
      memory[commands[at + SECOND] + i] = memory[commands[at + FIRST] + from];
    }
  }

  /** Tensors: block, table. */
  void scatter(int at) {
    int width = commands[at + WIDTH];
    int count = commands[at + TOUCHED] * width;
    for (int i = turn() * GROUP + lane(); i < count; i += items()) {
      int place = i / width;
      int to = entries[commands[at + COLUMNS] + place] * width + i - place * width;
      memory[commands[at + SECOND] + to] = memory[commands[at + FIRST] + i];
    }
  }

  /** Tensors: block, bias, y. */
  void sparseProduct(int at) {
    int width = commands[at + WIDTH];
    int count = commands[at + ROW_COUNT] * width;
    for (int i = turn() * GROUP + lane(); i < count; i += items()) {
      int row = i / width;
      int column = i - row * width;
      int end = entries[commands[at + STARTS] + row + 1];
      float sum = memory[commands[at + SECOND] + column];
      for (int entry = entries[commands[at + STARTS] + row]; entry < end; entry++) {
        int place = entries[commands[at + PLACES] + entry];
        sum += values[entry] * memory[commands[at + FIRST] + place * width + column];
      }
      memory[commands[at + THIRD] + i] = sum;
    }
  }

  /** Tensors: dy, dBlock, dBias. */
  void sparseProductBackward(int at) {
    int width = commands[at + WIDTH];
    int count = commands[at + TOUCHED] * width;
    for (int i = turn() * GROUP + lane(); i < count; i += items()) {
      int place = i / width;
      int column = i - place * width;
      int end = entries[commands[at + COLUMN_STARTS] + place + 1];
      float sum = 0f;
      for (int j = entries[commands[at + COLUMN_STARTS] + place]; j < end; j++) {
        int row = entries[commands[at + ROWS_BY_COLUMN] + j];
        float d = memory[commands[at + FIRST] + row * width + column];
        sum += values[commands[at + VALUES_BY_COLUMN] + j] * d;
      }
      memory[commands[at + SECOND] + i] = sum;
    }
    for (int column = turn(); column < width; column += getNumGroups(1)) {
      float sum = 0f;
      for (int row = lane(); row < commands[at + ROW_COUNT]; row += GROUP) {
        sum += memory[commands[at + FIRST] + row * width + column];
      }
      float total = groupSum(sum);
      if (lane() == 0) {
        memory[commands[at + THIRD] + column] = total;
      }
    }
  }

  /** A row belongs to a group, its factors to the group's items. Tensors: block, sums, y. */
  void interaction(int at) {
    int width = commands[at + WIDTH];
    for (int row = turn(); row < commands[at + ROW_COUNT]; row += getNumGroups(1)) {
      int end = entries[commands[at + STARTS] + row + 1];
      float all = 0f;
      for (int factor = lane(); factor < width; factor += GROUP) {
        float sum = 0f;
        float squares = 0f;
        for (int entry = entries[commands[at + STARTS] + row]; entry < end; entry++) {
          int place = entries[commands[at + PLACES] + entry];
          float term = values[entry] * memory[commands[at + FIRST] + place * width + factor];
          sum += term;
          squares += term * term;
        }
        memory[commands[at + SECOND] + row * width + factor] = sum;
        all += 0.5f * (sum * sum - squares);
      }
      float total = groupSum(all);
      if (lane() == 0) {
        memory[commands[at + THIRD] + row] = memory[commands[at + THIRD] + row] + total;
      }
    }
  }

  /** Tensors: block, sums, dy, dBlock. */
  void interactionBackward(int at) {
    int width = commands[at + WIDTH];
    int count = commands[at + TOUCHED] * width;
    for (int i = turn() * GROUP + lane(); i < count; i += items()) {
      int place = i / width;
      int factor = i - place * width;
      int end = entries[commands[at + COLUMN_STARTS] + place + 1];
      float v = memory[commands[at + FIRST] + i];
      float sum = 0f;
      for (int j = entries[commands[at + COLUMN_STARTS] + place]; j < end; j++) {
        int row = entries[commands[at + ROWS_BY_COLUMN] + j];
        float x = values[commands[at + VALUES_BY_COLUMN] + j];
        float others = memory[commands[at + SECOND] + row * width + factor] - x * v;
        sum += memory[commands[at + THIRD] + row] * x * others;
      }
      memory[commands[at + FOURTH] + i] = sum;
    }
  }
}
