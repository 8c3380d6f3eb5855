package org.strideml.kernels.opencl;

/**
 * Products of matrices, one or many at once, with what follows them.
 *
 * <p>Every element is one chain of fused multiply-adds in order of depth, whichever tiling computes
 * it. So a tiling changes how long a product takes and not its bits.
 */
abstract class ProductKernel extends PatchKernel {
  /** Arguments of a product, counted from its command's start. */
  static final int M = 1;

  static final int N = 2;
  static final int K = 3;

  /** How many products, and how many of them are heads of one sequence. */
  static final int COUNT = 4;

  static final int HEADS = 5;

  /** A factor: its first element, then what {@link #ROW_LENGTH} and the following point at. */
  static final int LEFT = 6;

  static final int RIGHT = 11;
  static final int TARGET = 16;

  /** Of a factor or the target: elements from a stored row, sequence, head to the next. */
  static final int ROW_LENGTH = 1;

  static final int SEQUENCE_STEP = 2;
  static final int HEAD_STEP = 3;

  /** Of a factor: whether it is used transposed. */
  static final int TRANSPOSED = 4;

  static final int BIAS = 20;
  static final int RESIDUAL = 21;
  static final int PRE = 22;
  static final int ACTIVATION = 23;
  static final int TRIANGLE = 24;

  /** A target of matrices again: see {@link #dampRun}. */
  static final int CENTERS = 25;

  /** Rows of an item's patch, 0 for {@link #plainProduct}; see {@link Tiling}. */
  static final int PATCH_ROWS = 29;

  /** Items of a group side by side, as a power of two. */
  static final int ACROSS = 30;

  /** What may be left out, as it is zero or not needed: nothing, … */
  static final int FULL = 0;

  /** … the target above its diagonal, … */
  static final int LOWER_TARGET = 1;

  /** … a lower triangular left factor's part above its diagonal, … */
  static final int LOWER_LEFT = 2;

  /** … a left factor's part below its diagonal, the transpose of a lower triangular one. */
  static final int UPPER_LEFT = 3;

  void productCommand(int mode, int at) {
    if (mode == Mode.PRODUCT) {
      product(at);
    }
  }

  /** target ← f(factor·left·right + bias) + residual for each of the matrices. */
  void product(int at) {
    if (commands[at + PATCH_ROWS] == 0) {
      plainProduct(at);
    } else {
      tiledProduct(at);
    }
  }

  /** Each item computes elements of their own, a run of {@value #RUN} slots with one in use. */
  void plainProduct(int at) {
    int n = commands[at + N];
    int elements = commands[at + M] * n;
    int items = getNumGroups(1) * GROUP;
    for (int i = turn() * GROUP + lane(); i < elements * commands[at + COUNT]; i += items) {
      int matrix = i / elements;
      int row = (i - matrix * elements) / n;
      int column = i - matrix * elements - row * n;
      int a = matrix(at, LEFT, matrix) + row * rowStep(at, LEFT);
      int b = matrix(at, RIGHT, matrix) + column * columnStep(at, RIGHT);
      float sum = 0f;
      for (int k = 0; k < commands[at + K]; k++) {
        float x = memory[a + k * columnStep(at, LEFT)];
        sum = fma(x, memory[b + k * rowStep(at, RIGHT)], sum);
      }
      acc[0] = sum;
      finish(at, matrix, row, column, 1, 1);
    }
  }

  /** Elements from a row of a factor, as the product sees it, to the next. */
  int rowStep(int at, int factor) {
    return commands[at + factor + TRANSPOSED] == 0 ? commands[at + factor + ROW_LENGTH] : 1;
  }

  /** Elements from a column of a factor, as the product sees it, to the next. */
  int columnStep(int at, int factor) {
    return commands[at + factor + TRANSPOSED] == 0 ? 1 : commands[at + factor + ROW_LENGTH];
  }

  /**
   * A group computes blocks, an item a patch in each, from tiles {@value #DEPTH} deep. What is
   * counted in runs is a power of two, so that nothing is divided.
   */
  void tiledProduct(int at) {
    int patch = commands[at + PATCH_ROWS];
    int across = commands[at + ACROSS];
    // Runs, as powers of two: a block's columns are 8·2^across, its rows 8·2^down.
    int down = (patch == 8 ? 6 : 5) - across;
    int blockRows = RUN << down;
    int blockColumns = RUN << across;
    int acrossBlocks = (commands[at + N] + blockColumns - 1) / blockColumns;
    int blocks = acrossBlocks * ((commands[at + M] + blockRows - 1) / blockRows);
    int itemRow = (lane() >> across) * patch;
    int itemColumn = (lane() - (lane() >> across << across)) * RUN;
    for (int turn = turn(); turn < blocks * commands[at + COUNT]; turn += getNumGroups(1)) {
      int matrix = turn / blocks;
      int block = turn - matrix * blocks;
      int row = block / acrossBlocks * blockRows;
      int column = block % acrossBlocks * blockColumns;
      int triangle = commands[at + TRIANGLE];
      // Blocks above the diagonal have no depth and are left as they are.
      int end = commands[at + K];
      if (triangle == LOWER_TARGET && column >= row + blockRows) {
        end = 0;
      } else if (triangle == LOWER_LEFT) {
        end = min(end, row + blockRows);
      }
      int left = matrix(at, LEFT, matrix);
      int right = matrix(at, RIGHT, matrix);
      for (int i = 0; i < 8 * RUN; i++) {
        acc[i] = 0f;
      }
      for (int k = triangle == UPPER_LEFT ? row : 0; k < end; k += DEPTH) {
        localBarrier();
        stageLeft(at, left, row, k, down);
        stageRight(at, right, column, k, across);
        localBarrier();
        if (k + DEPTH < end) {
          touchNext(at, left, row, right, column, k + DEPTH);
        }
        if (patch == 8) {
          multiplyEightRows(itemRow * LEFT_PITCH, RIGHT_TILE + itemColumn);
        } else {
          multiplyFourRows(itemRow * LEFT_PITCH, RIGHT_TILE + itemColumn);
        }
      }
      if (end > 0) {
        int columns = commands[at + N] - column - itemColumn;
        finish(at, matrix, row + itemRow, column + itemColumn, patch, columns);
      }
    }
  }

  /** First element of a factor, or of the target, for one of the matrices. */
  int matrix(int at, int operand, int matrix) {
    int sequence = matrix / commands[at + HEADS];
    int head = matrix - sequence * commands[at + HEADS];
    return commands[at + operand]
        + sequence * commands[at + operand + SEQUENCE_STEP]
        + head * commands[at + operand + HEAD_STEP];
  }

  /** The block's rows into the left tile, {@value #DEPTH} steps of depth each. */
  void stageLeft(int at, int from, int firstRow, int k, int down) {
    int length = commands[at + LEFT + ROW_LENGTH];
    int rows = commands[at + M] - firstRow;
    int depths = commands[at + K] - k;
    if (commands[at + LEFT + TRANSPOSED] == 0) {
      for (int row = lane(); row < RUN << down; row += GROUP) {
        int count = row < rows ? depths : 0;
        stageRow(from + (firstRow + row) * length + k, count, row * LEFT_PITCH);
      }
    } else {
      // A step of depth is 2^(down − 1) pieces of its rows.
      for (int piece = lane(); piece < RUN << down; piece += GROUP) {
        int depth = piece >> down - 1;
        int row = (piece - (depth << down - 1)) * DEPTH;
        int count = depth < depths ? rows - row : 0;
        turnIntoLeft(from + (k + depth) * length + firstRow + row, count, row * LEFT_PITCH + depth);
      }
    }
  }

  /** The block's columns into the right tile, a row of it for each step of depth. */
  void stageRight(int at, int from, int firstColumn, int k, int across) {
    int length = commands[at + RIGHT + ROW_LENGTH];
    int columns = commands[at + N] - firstColumn;
    int depths = commands[at + K] - k;
    if (commands[at + RIGHT + TRANSPOSED] == 0) {
      for (int piece = lane(); piece < RUN << across; piece += GROUP) {
        int depth = piece >> across - 1;
        int column = (piece - (depth << across - 1)) * DEPTH;
        int count = depth < depths ? columns - column : 0;
        int to = RIGHT_TILE + depth * RIGHT_PITCH + column;
        stageRow(from + (k + depth) * length + firstColumn + column, count, to);
      }
    } else {
      for (int column = lane(); column < RUN << across; column += GROUP) {
        int count = column < columns ? depths : 0;
        int to = RIGHT_TILE + column;
        turnIntoRight(from + (firstColumn + column) * length + k, count, to);
      }
    }
  }

  /** tile[to..] ← memory[from..], {@value #DEPTH} elements, zero beyond {@code count}. */
  void stageRow(int from, int count, int to) {
    if (count >= DEPTH) {
      float v0 = memory[from];
      float v1 = memory[from + 1];
      float v2 = memory[from + 2];
      float v3 = memory[from + 3];
      float v4 = memory[from + 4];
      float v5 = memory[from + 5];
      float v6 = memory[from + 6];
      float v7 = memory[from + 7];
      float v8 = memory[from + 8];
      float v9 = memory[from + 9];
      float v10 = memory[from + 10];
      float v11 = memory[from + 11];
      float v12 = memory[from + 12];
      float v13 = memory[from + 13];
      float v14 = memory[from + 14];
      float v15 = memory[from + 15];
      tile[to] = v0;
      tile[to + 1] = v1;
      tile[to + 2] = v2;
      tile[to + 3] = v3;
      tile[to + 4] = v4;
      tile[to + 5] = v5;
      tile[to + 6] = v6;
      tile[to + 7] = v7;
      tile[to + 8] = v8;
      tile[to + 9] = v9;
      tile[to + 10] = v10;
      tile[to + 11] = v11;
      tile[to + 12] = v12;
      tile[to + 13] = v13;
      tile[to + 14] = v14;
      tile[to + 15] = v15;
    } else {
      for (int j = 0; j < DEPTH; j++) {
        tile[to + j] = j < count ? memory[from + j] : 0f;
      }
    }
  }

  /** The same into a column of the left tile. */
  void turnIntoLeft(int from, int count, int to) {
    if (count >= DEPTH) {
      float v0 = memory[from];
      float v1 = memory[from + 1];
      float v2 = memory[from + 2];
      float v3 = memory[from + 3];
      float v4 = memory[from + 4];
      float v5 = memory[from + 5];
      float v6 = memory[from + 6];
      float v7 = memory[from + 7];
      float v8 = memory[from + 8];
      float v9 = memory[from + 9];
      float v10 = memory[from + 10];
      float v11 = memory[from + 11];
      float v12 = memory[from + 12];
      float v13 = memory[from + 13];
      float v14 = memory[from + 14];
      float v15 = memory[from + 15];
      tile[to] = v0;
      tile[to + LEFT_PITCH] = v1;
      tile[to + 2 * LEFT_PITCH] = v2;
      tile[to + 3 * LEFT_PITCH] = v3;
      tile[to + 4 * LEFT_PITCH] = v4;
      tile[to + 5 * LEFT_PITCH] = v5;
      tile[to + 6 * LEFT_PITCH] = v6;
      tile[to + 7 * LEFT_PITCH] = v7;
      tile[to + 8 * LEFT_PITCH] = v8;
      tile[to + 9 * LEFT_PITCH] = v9;
      tile[to + 10 * LEFT_PITCH] = v10;
      tile[to + 11 * LEFT_PITCH] = v11;
      tile[to + 12 * LEFT_PITCH] = v12;
      tile[to + 13 * LEFT_PITCH] = v13;
      tile[to + 14 * LEFT_PITCH] = v14;
      tile[to + 15 * LEFT_PITCH] = v15;
    } else {
      for (int j = 0; j < DEPTH; j++) {
        tile[to + j * LEFT_PITCH] = j < count ? memory[from + j] : 0f;
      }
    }
  }

  /** The same into a column of the right tile. */
  void turnIntoRight(int from, int count, int to) {
    if (count >= DEPTH) {
      float v0 = memory[from];
      float v1 = memory[from + 1];
      float v2 = memory[from + 2];
      float v3 = memory[from + 3];
      float v4 = memory[from + 4];
      float v5 = memory[from + 5];
      float v6 = memory[from + 6];
      float v7 = memory[from + 7];
      float v8 = memory[from + 8];
      float v9 = memory[from + 9];
      float v10 = memory[from + 10];
      float v11 = memory[from + 11];
      float v12 = memory[from + 12];
      float v13 = memory[from + 13];
      float v14 = memory[from + 14];
      float v15 = memory[from + 15];
      tile[to] = v0;
      tile[to + RIGHT_PITCH] = v1;
      tile[to + 2 * RIGHT_PITCH] = v2;
      tile[to + 3 * RIGHT_PITCH] = v3;
      tile[to + 4 * RIGHT_PITCH] = v4;
      tile[to + 5 * RIGHT_PITCH] = v5;
      tile[to + 6 * RIGHT_PITCH] = v6;
      tile[to + 7 * RIGHT_PITCH] = v7;
      tile[to + 8 * RIGHT_PITCH] = v8;
      tile[to + 9 * RIGHT_PITCH] = v9;
      tile[to + 10 * RIGHT_PITCH] = v10;
      tile[to + 11 * RIGHT_PITCH] = v11;
      tile[to + 12 * RIGHT_PITCH] = v12;
      tile[to + 13 * RIGHT_PITCH] = v13;
      tile[to + 14 * RIGHT_PITCH] = v14;
      tile[to + 15 * RIGHT_PITCH] = v15;
    } else {
      for (int j = 0; j < DEPTH; j++) {
        tile[to + j * RIGHT_PITCH] = j < count ? memory[from + j] : 0f;
      }
    }
  }

  /**
   * Reads an element of each line of the next tiles that lies a stored row from the one before:
   * processors fetch ahead along a row by themselves and across rows do not, and the product would
   * wait for each. What is read is not used.
   */
  void touchNext(int at, int left, int row, int right, int column, int k) {
    int lane = lane();
    int depth = lane / LINES;
    int line = (lane - depth * LINES) * DEPTH;
    if (k + depth < commands[at + K]) {
      if (commands[at + RIGHT + TRANSPOSED] == 0 && column + line < commands[at + N]) {
        int length = commands[at + RIGHT + ROW_LENGTH];
        tile[AHEAD + lane] = memory[right + (k + depth) * length + column + line];
      }
      if (commands[at + LEFT + TRANSPOSED] != 0 && row + line < commands[at + M]) {
        int length = commands[at + LEFT + ROW_LENGTH];
        tile[AHEAD + lane] = memory[left + (k + depth) * length + row + line];
      }
    }
  }

  /** What follows the sums of an item's patch, row by row. */
  void finish(int at, int matrix, int firstRow, int column, int rows, int columns) {
    int target = matrix(at, TARGET, matrix);
    for (int i = 0; i < 8; i++) {
      if (i < rows && firstRow + i < commands[at + M]) {
        finishRun(at, matrix, target, firstRow + i, column, i * RUN, columns);
      }
    }
  }

  /** The same for a run of a row; {@code first} is the matrix' first element. */
  void finishRun(int at, int matrix, int first, int row, int column, int slot, int count) {
    int offset = row * commands[at + N] + column;
    int activation = commands[at + ACTIVATION];
    int target = first + row * commands[at + TARGET + ROW_LENGTH] + column;
    for (int j = 0; j < RUN; j++) {
      acc[slot + j] = acc[slot + j] * constants[at];
    }
    if (commands[at + BIAS] >= 0) {
      addRun(commands[at + BIAS] + column, slot, count);
    }
    if (commands[at + PRE] >= 0) {
      storeRun(commands[at + PRE] + offset, slot, count);
    }
    if (activation != IDENTITY) {
      activate(activation, slot);
    }
    if (commands[at + RESIDUAL] >= 0) {
      addRun(commands[at + RESIDUAL] + offset, slot, count);
    }
    if (commands[at + CENTERS] >= 0) {
      dampRun(at, matrix, row, target, slot, count);
    }
    storeRun(target, slot, count);
  }

  /**
   * acc[slot..] ← memory[target..] ⊙ (acc[slot..] − the row's center): the way back through a
   * softmax whose probabilities are the target and whose centers are in the row's first element.
   */
  void dampRun(int at, int matrix, int row, int target, int slot, int count) {
    float center = memory[matrix(at, CENTERS, matrix) + row * commands[at + CENTERS + ROW_LENGTH]];
    for (int j = 0; j < RUN; j++) {
      if (j < count) {
        acc[slot + j] = memory[target + j] * (acc[slot + j] - center);
      }
    }
  }
}
