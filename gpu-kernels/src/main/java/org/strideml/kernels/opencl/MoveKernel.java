package org.strideml.kernels.opencl;

/** Setting, moving and adding elements, and dropout; the ways in and out through staging. */
abstract class MoveKernel extends GridKernel {
  void moveCommand(int mode, int at) {
    if (mode == Mode.FILL) {
      fill(at);
    } else if (mode == Mode.COPY) {
      copy(at);
    } else if (mode == Mode.COPY_COLUMNS) {
      copyColumns(at);
    } else if (mode == Mode.COPY_IN) {
      copyIn(at);
    } else if (mode == Mode.COPY_RESULT) {
      copyResult(at);
    } else if (mode == Mode.COPY_OUT) {
      copyOut(at);
    } else if (mode == Mode.ADD) {
      add(at);
    } else if (mode == Mode.DROPOUT) {
      dropout(at);
    }
  }

  /** Arguments: count, to; value. */
  void fill(int at) {
    int count = commands[at + 1];
    int to = commands[at + 2];
    for (int j = 0; j < RUN; j++) {
      acc[j] = constants[at];
    }
    for (int i = firstRun(); i < count; i += runStride()) {
      storeRun(to + i, 0, count - i);
    }
  }

  /** Arguments: count, from, to. */
  void copy(int at) {
    int count = commands[at + 1];
    int from = commands[at + 2];
    int to = commands[at + 3];
    for (int i = firstRun(); i < count; i += runStride()) {
      loadRun(from + i, 0, count - i);
      storeRun(to + i, 0, count - i);
    }
  }

  /** Arguments: rows, columns, from, its row length, to, its row length. */
  void copyColumns(int at) {
    int columns = commands[at + 2];
    int count = commands[at + 1] * columns;
    for (int i = turn() * GROUP + lane(); i < count; i += getNumGroups(1) * GROUP) {
      int row = i / columns;
      int column = i - row * columns;
      float x = memory[commands[at + 3] + row * commands[at + 4] + column];
      memory[commands[at + 5] + row * commands[at + 6] + column] = x;
    }
  }

  /** memory[to..] += memory[from..]. Arguments: count, from, to. */
  void add(int at) {
    int count = commands[at + 1];
    int from = commands[at + 2];
    int to = commands[at + 3];
    for (int i = firstRun(); i < count; i += runStride()) {
      for (int j = 0; j < RUN; j++) {
        if (i + j < count) {
          memory[to + i + j] = memory[to + i + j] + memory[from + i + j];
        }
      }
    }
  }

  /** Arguments: count, from, to, first and second word of the key, threshold; scale. */
  void dropout(int at) {
    int count = commands[at + 1];
    for (int i = firstRun(); i < count; i += runStride()) {
      for (int j = 0; j < RUN; j++) {
        if (i + j < count) {
          int bits = keyedBits(commands[at + 4], commands[at + 5], i + j);
          boolean kept = (bits >>> 8) >= commands[at + 6];
          float x = memory[commands[at + 2] + i + j];
          memory[commands[at + 3] + i + j] = kept ? x * constants[at] : 0f;
        }
      }
    }
  }

  /** {@link org.strideml.kernels.KeyedBits#at}, to the bit. */
  int keyedBits(int word0, int word1, int index) {
    int x = index + word0;
    x = x ^ (x >>> 16);
    x = x * 0x7feb352d;
    x = x ^ (x >>> 15);
    x = x * 0x846ca68b;
    x = x ^ (x >>> 16);
    x = x + word1;
    x = x ^ (x >>> 17);
    x = x * 0xed5ad4bb;
    x = x ^ (x >>> 11);
    x = x * 0xac4c1b51;
    x = x ^ (x >>> 15);
    return x;
  }

  /** memory ← in. Arguments: count, from, to. */
  void copyIn(int at) {
    int count = commands[at + 1];
    int from = commands[at + 2];
    int to = commands[at + 3];
    for (int i = firstRun(); i < count; i += runStride()) {
      for (int j = 0; j < RUN; j++) {
        if (i + j < count) {
          memory[to + i + j] = in[from + i + j];
        }
      }
    }
  }

  /** result ← memory, and the canary. Arguments: count, from, canary, canary's place in result. */
  void copyResult(int at) {
    int count = commands[at + 1];
    int from = commands[at + 2];
    for (int i = firstRun(); i < count; i += runStride()) {
      for (int j = 0; j < RUN; j++) {
        if (i + j < count) {
          result[i + j] = memory[from + i + j];
        }
      }
    }
    if (firstRun() == 0) {
      result[commands[at + 4]] = memory[commands[at + 3]];
    }
  }

  /** out ← memory, and the canary. Arguments: count, from, canary, canary's place in out. */
  void copyOut(int at) {
    int count = commands[at + 1];
    int from = commands[at + 2];
    for (int i = firstRun(); i < count; i += runStride()) {
      for (int j = 0; j < RUN; j++) {
        if (i + j < count) {
          out[i + j] = memory[from + i + j];
        }
      }
    }
    if (firstRun() == 0) {
      out[commands[at + 4]] = memory[commands[at + 3]];
    }
  }
}
