package org.strideml.kernels.opencl;

/** Rows of tables by token and position. */
abstract class EmbeddingKernel extends OptimizerKernel {
  void embeddingCommand(int mode, int at) {
    if (mode == Mode.EMBED) {
      embed(at);
    } else if (mode == Mode.EMBED_TOKENS_BACKWARD) {
      embedTokensBackward(at);
    } else if (mode == Mode.EMBED_POSITIONS_BACKWARD) {
      embedPositionsBackward(at);
    }
  }

  /** Arguments: rows, width, time, tokens, token table, position table (−1 for none), out. */
  void embed(int at) {
    int width = commands[at + 2];
    int count = commands[at + 1] * width;
    int positions = commands[at + 6];
    for (int i = turn() * GROUP + lane(); i < count; i += getNumGroups(1) * GROUP) {
      int row = i / width;
      int column = i - row * width;
      float x = memory[commands[at + 5] + indices[commands[at + 4] + row] * width + column];
      if (positions >= 0) {
        x = x + memory[positions + row % commands[at + 3] * width + column];
      }
      memory[commands[at + 7] + i] = x;
    }
  }

  /**
   * Adds each token's rows to its row of the table, in order. Rows are visited sorted by token; the
   * first of a token's does the work for all of them, so nobody else writes there.
   *
   * <p>Arguments: rows, width, tokens, rows sorted by token, dOut, dTable.
   */
  void embedTokensBackward(int at) {
    int rows = commands[at + 1];
    int width = commands[at + 2];
    int count = rows * width;
    for (int i = turn() * GROUP + lane(); i < count; i += getNumGroups(1) * GROUP) {
      int place = i / width;
      int column = i - place * width;
      int token = tokenAt(at, place);
      if (place == 0 || tokenAt(at, place - 1) != token) {
        int to = commands[at + 6] + token * width + column;
        float sum = memory[to];
        for (int p = place; p < rows && tokenAt(at, p) == token; p++) {
          sum += memory[commands[at + 5] + indices[commands[at + 4] + p] * width + column];
        }
        memory[to] = sum;
      }
    }
  }

  /** The token of a row, by its place in the order of tokens; 0 beyond the last. */
  int tokenAt(int at, int place) {
    int last = min(place, commands[at + 1] - 1);
    return indices[commands[at + 3] + indices[commands[at + 4] + last]];
  }

  /** Arguments: rows, width, time, rows of the table, dOut, dTable, which is overwritten. */
  void embedPositionsBackward(int at) {
    int width = commands[at + 2];
    int count = commands[at + 4] * width;
    int sequence = commands[at + 3] * width;
    for (int i = turn() * GROUP + lane(); i < count; i += getNumGroups(1) * GROUP) {
      float sum = 0f;
      if (i < sequence) {
        for (int from = i; from < commands[at + 1] * width; from += sequence) {
          sum += memory[commands[at + 5] + from];
        }
      }
      memory[commands[at + 6] + i] = sum;
    }
  }
}
