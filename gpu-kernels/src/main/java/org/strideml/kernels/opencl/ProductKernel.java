package org.strideml.kernels.opencl;

/** Products of matrices with what follows them: bias, activation, residual. */
abstract class ProductKernel extends ActivationKernel {
  /** Arguments of a product, counted from its command's start. */
  static final int M = 1;

  static final int N = 2;
  static final int K = 3;
  static final int LEFT = 4;
  static final int LEFT_LD = 5;
  static final int LEFT_TRANSPOSED = 6;
  static final int RIGHT = 7;
  static final int RIGHT_LD = 8;
  static final int RIGHT_TRANSPOSED = 9;
  static final int TARGET = 10;
  static final int BIAS = 11;
  static final int RESIDUAL = 12;
  static final int PRE = 13;
  static final int ACTIVATION = 14;

  /** Columns of a product that one item computes, in four rows. */
  static final int WIDE = 2 * RUN;

  void productCommand(int mode, int at) {
    if (mode == Mode.PRODUCT) {
      product(at);
    }
  }

  /**
   * target ← f(left·right + bias) + residual, sums in order of depth.
   *
   * <p>A group computes blocks of {@value #BLOCK} × {@value #BLOCK}, an item 4 × {@value #WIDE} of
   * each, from tiles {@value #DEPTH} deep.
   */
  void product(int at) {
    int acrossBlocks = (commands[at + N] + BLOCK - 1) / BLOCK;
    int blocks = acrossBlocks * ((commands[at + M] + BLOCK - 1) / BLOCK);
    int depth = commands[at + K];
    for (int block = turn(); block < blocks; block += getNumGroups(1)) {
      int row = block / acrossBlocks * BLOCK;
      int column = block % acrossBlocks * BLOCK;
      for (int i = 0; i < 4 * WIDE; i++) {
        acc[i] = 0f;
      }
      for (int k = 0; k < depth; k += DEPTH) {
        localBarrier();
        stageLeft(at, row, k);
        stageRight(at, column, k);
        localBarrier();
        multiplyTiles();
      }
      finish(at, row + getLocalId(1) * 4, column + getLocalId(0) * WIDE);
    }
  }

  /** Each item brings {@value #DEPTH} elements of a stored row into the left tile. */
  void stageLeft(int at, int firstRow, int k) {
    int from = commands[at + LEFT];
    int ld = commands[at + LEFT_LD];
    if (commands[at + LEFT_TRANSPOSED] == 0) {
      int row = firstRow + lane();
      int count = row < commands[at + M] ? commands[at + K] - k : 0;
      stage(from + row * ld + k, count, lane() * LEFT_PITCH, 1);
    } else {
      int depth = lane() / LANES;
      int row = lane() % LANES * WIDE;
      int count = k + depth < commands[at + K] ? commands[at + M] - firstRow - row : 0;
      int to = row * LEFT_PITCH + depth;
      stage(from + (k + depth) * ld + firstRow + row, count, to, LEFT_PITCH);
    }
  }

  /** Each item brings {@value #DEPTH} elements of a stored row into the right tile. */
  void stageRight(int at, int firstColumn, int k) {
    int from = commands[at + RIGHT];
    int ld = commands[at + RIGHT_LD];
    if (commands[at + RIGHT_TRANSPOSED] == 0) {
      int depth = lane() / LANES;
      int column = lane() % LANES * WIDE;
      int count = k + depth < commands[at + K] ? commands[at + N] - firstColumn - column : 0;
      int to = RIGHT_TILE + depth * BLOCK + column;
      stage(from + (k + depth) * ld + firstColumn + column, count, to, 1);
    } else {
      int column = firstColumn + lane();
      int count = column < commands[at + N] ? commands[at + K] - k : 0;
      stage(from + column * ld + k, count, RIGHT_TILE + lane(), BLOCK);
    }
  }

  /** tile[to, to + pitch, …] ← memory[from..], two runs, zero beyond {@code count}. */
  void stage(int from, int count, int to, int pitch) {
    stageRun(from, count, to, pitch);
    stageRun(from + RUN, count - RUN, to + RUN * pitch, pitch);
  }

  void stageRun(int from, int count, int to, int pitch) {
    if (count >= RUN) {
      // All loads before the stores: compilers for processors make vectors of them.
      float v0 = memory[from];
      float v1 = memory[from + 1];
      float v2 = memory[from + 2];
      float v3 = memory[from + 3];
      float v4 = memory[from + 4];
      float v5 = memory[from + 5];
      float v6 = memory[from + 6];
      float v7 = memory[from + 7];
      tile[to] = v0;
      tile[to + pitch] = v1;
      tile[to + 2 * pitch] = v2;
      tile[to + 3 * pitch] = v3;
      tile[to + 4 * pitch] = v4;
      tile[to + 5 * pitch] = v5;
      tile[to + 6 * pitch] = v6;
      tile[to + 7 * pitch] = v7;
    } else {
      for (int j = 0; j < RUN; j++) {
        tile[to + j * pitch] = j < count ? memory[from + j] : 0f;
      }
    }
  }

  /** Four steps of depth at a time, so that each accumulator is fetched and stored once for all. */
  void multiplyTiles() {
    int right = RIGHT_TILE + getLocalId(0) * WIDE;
    for (int depth = 0; depth < DEPTH; depth += 4) {
      int left = getLocalId(1) * 4 * LEFT_PITCH + depth;
      float a00 = tile[left];
      float a01 = tile[left + 1];
      float a02 = tile[left + 2];
      float a03 = tile[left + 3];
      float a10 = tile[left + LEFT_PITCH];
      float a11 = tile[left + LEFT_PITCH + 1];
      float a12 = tile[left + LEFT_PITCH + 2];
      float a13 = tile[left + LEFT_PITCH + 3];
      float a20 = tile[left + 2 * LEFT_PITCH];
      float a21 = tile[left + 2 * LEFT_PITCH + 1];
      float a22 = tile[left + 2 * LEFT_PITCH + 2];
      float a23 = tile[left + 2 * LEFT_PITCH + 3];
      float a30 = tile[left + 3 * LEFT_PITCH];
      float a31 = tile[left + 3 * LEFT_PITCH + 1];
      float a32 = tile[left + 3 * LEFT_PITCH + 2];
      float a33 = tile[left + 3 * LEFT_PITCH + 3];
      for (int j = 0; j < WIDE; j++) {
        float b0 = tile[right + depth * BLOCK + j];
        float b1 = tile[right + (depth + 1) * BLOCK + j];
        float b2 = tile[right + (depth + 2) * BLOCK + j];
        float b3 = tile[right + (depth + 3) * BLOCK + j];
        acc[j] += a00 * b0 + a01 * b1 + a02 * b2 + a03 * b3;
        acc[WIDE + j] += a10 * b0 + a11 * b1 + a12 * b2 + a13 * b3;
        acc[2 * WIDE + j] += a20 * b0 + a21 * b1 + a22 * b2 + a23 * b3;
        acc[3 * WIDE + j] += a30 * b0 + a31 * b1 + a32 * b2 + a33 * b3;
      }
    }
  }

  void finish(int at, int firstRow, int firstColumn) {
    for (int i = 0; i < 8; i++) {
      int row = firstRow + i / 2;
      int column = firstColumn + i % 2 * RUN;
      if (row < commands[at + M]) {
        finishRun(at, row, column, i * RUN);
      }
    }
  }

  void finishRun(int at, int row, int column, int slot) {
    int count = commands[at + N] - column;
    int offset = row * commands[at + N] + column;
    int activation = commands[at + ACTIVATION];
    if (commands[at + BIAS] >= 0) {
      addRun(commands[at + BIAS] + column, slot, count);
    }
    if (commands[at + PRE] >= 0) {
      storeRun(commands[at + PRE] + offset, slot, count);
    }
    if (activation != IDENTITY) {
      for (int j = 0; j < RUN; j++) {
        acc[slot + j] = activate(activation, acc[slot + j]);
      }
    }
    if (commands[at + RESIDUAL] >= 0) {
      addRun(commands[at + RESIDUAL] + offset, slot, count);
    }
    storeRun(commands[at + TARGET] + offset, slot, count);
  }

  /** acc[slot..] ← acc[slot..] + memory[from..], at most {@code count} elements. */
  void addRun(int from, int slot, int count) {
    for (int j = 0; j < RUN; j++) {
      if (j < count) {
        acc[slot + j] += memory[from + j];
      }
    }
  }
}
