package org.strideml.kernels.opencl;

/**
 * Layer and RMS normalization. A row belongs to the {@value #LANES} items of one line of a group,
 * which take its runs in turn; the gradients of gamma and beta are sums over stripes of rows.
 *
 * <p>An RMS norm is one without beta: nothing is subtracted, and its statistics are 1/rms alone.
 */
abstract class NormKernel extends EmbeddingKernel {
  void normCommand(int mode, int at) {
    if (mode == Mode.NORM) {
      norm(at);
    } else if (mode == Mode.NORM_BACKWARD) {
      normBackward(at);
    } else if (mode == Mode.NORM_PARAMETERS_BACKWARD) {
      normParametersBackward(at);
    }
  }

  /** Arguments: rows, width, x, gamma, beta (−1 for an RMS norm), y, statistics; epsilon. */
  void norm(int at) {
    int rows = commands[at + 1];
    int beta = commands[at + 5];
    for (int r = turn() * ROWS; r < rows; r += getNumGroups(1) * ROWS) {
      int row = r + getLocalId(1);
      // Items beyond the last row walk along with nothing to do: all must reach the barriers.
      int width = row < rows ? commands[at + 2] : 0;
      int x = commands[at + 3] + row * commands[at + 2];
      float mean = 0f;
      if (beta >= 0) {
        mean = lineSum(runSum(x, width)) / commands[at + 2];
      }
      float squares = lineSum(runSquares(x, width, mean));
      float rstd = 1f / sqrt(squares / commands[at + 2] + constants[at]);
      for (int c = getLocalId(0) * RUN; c < width; c += LANES * RUN) {
        loadRun(x + c, 0, width - c);
        loadRun(commands[at + 4] + c, RUN, width - c);
        for (int j = 0; j < RUN; j++) {
          acc[j] = (acc[j] - mean) * rstd * acc[RUN + j];
        }
        if (beta >= 0) {
          addRun(beta + c, 0, width - c);
        }
        storeRun(commands[at + 6] + row * width + c, 0, width - c);
      }
      if (getLocalId(0) == 0 && row < rows) {
        storeStatistics(commands[at + 7], row, beta >= 0, mean, rstd);
      }
    }
  }

  void storeStatistics(int to, int row, boolean centered, float mean, float rstd) {
    if (centered) {
      memory[to + 2 * row] = mean;
      memory[to + 2 * row + 1] = rstd;
    } else {
      memory[to + row] = rstd;
    }
  }

  /** This item's part of a row's sum. */
  float runSum(int from, int width) {
    clearRun(0);
    for (int c = getLocalId(0) * RUN; c < width; c += LANES * RUN) {
      addRun(from + c, 0, width - c);
    }
    return sumOfRun(0);
  }

  /** This item's part of a row's sum of squares. */
  float runSquares(int from, int width, float mean) {
    clearRun(0);
    for (int c = getLocalId(0) * RUN; c < width; c += LANES * RUN) {
      loadRun(from + c, RUN, width - c);
      for (int j = 0; j < RUN; j++) {
        float d = c + j < width ? acc[RUN + j] - mean : 0f;
        acc[j] += d * d;
      }
    }
    return sumOfRun(0);
  }

  /**
   * Adds to dx. Arguments: rows, width, x, gamma, statistics, whether centered, dy, dx.
   *
   * <p>dx += rstd·(g − mean(g) − x̂·mean(g ⊙ x̂)) with g = dy ⊙ gamma; without mean(g) for RMS.
   */
  void normBackward(int at) {
    int rows = commands[at + 1];
    int centered = commands[at + 6];
    for (int r = turn() * ROWS; r < rows; r += getNumGroups(1) * ROWS) {
      int own = r + getLocalId(1);
      int row = min(own, rows - 1);
      int width = own < rows ? commands[at + 2] : 0;
      int first = row * commands[at + 2];
      float mean = meanOf(commands[at + 5], row, centered);
      float rstd = rstdOf(commands[at + 5], row, centered);
      clearRun(2 * RUN);
      clearRun(3 * RUN);
      for (int c = getLocalId(0) * RUN; c < width; c += LANES * RUN) {
        loadGradientRun(at, first, c, width, mean, rstd);
        for (int j = 0; j < RUN; j++) {
          acc[2 * RUN + j] += acc[RUN + j];
          acc[3 * RUN + j] += acc[RUN + j] * acc[j];
        }
      }
      float sum = 0f;
      if (centered == 1) {
        sum = lineSum(sumOfRun(2 * RUN)) / commands[at + 2];
      }
      float product = lineSum(sumOfRun(3 * RUN)) / commands[at + 2];
      for (int c = getLocalId(0) * RUN; c < width; c += LANES * RUN) {
        loadGradientRun(at, first, c, width, mean, rstd);
        for (int j = 0; j < RUN; j++) {
          acc[j] = rstd * (acc[RUN + j] - sum - acc[j] * product);
        }
        addRun(commands[at + 8] + first + c, 0, width - c);
        storeRun(commands[at + 8] + first + c, 0, width - c);
      }
    }
  }

  /** acc[0..] ← x̂, acc[RUN..] ← dy ⊙ gamma. */
  void loadGradientRun(int at, int first, int c, int width, float mean, float rstd) {
    loadRun(commands[at + 3] + first + c, 0, width - c);
    loadRun(commands[at + 7] + first + c, RUN, width - c);
    loadRun(commands[at + 4] + c, 4 * RUN, width - c);
    for (int j = 0; j < RUN; j++) {
      acc[j] = (acc[j] - mean) * rstd;
      acc[RUN + j] = acc[RUN + j] * acc[4 * RUN + j];
    }
  }

  /**
   * Column sums in the order of {@link ActivationKernel#activationBackward}. Arguments: rows,
   * width, x, statistics, whether centered, dy, dGamma, dBeta (−1 for none).
   */
  void normParametersBackward(int at) {
    int rows = commands[at + 1];
    int width = commands[at + 2];
    int wide = LANES * RUN;
    for (int c = turn() * wide; c < width; c += getNumGroups(1) * wide) {
      int column = c + getLocalId(0) * RUN;
      int count = width - column;
      clearRun(2 * RUN);
      clearRun(3 * RUN);
      if (count > 0) {
        for (int row = getLocalId(1); row < rows; row += ROWS) {
          float mean = meanOf(commands[at + 4], row, commands[at + 5]);
          float rstd = rstdOf(commands[at + 4], row, commands[at + 5]);
          loadRun(commands[at + 3] + row * width + column, 0, count);
          loadRun(commands[at + 6] + row * width + column, RUN, count);
          for (int j = 0; j < RUN; j++) {
            acc[2 * RUN + j] += acc[RUN + j] * ((acc[j] - mean) * rstd);
            acc[3 * RUN + j] += acc[RUN + j];
          }
        }
      }
      storeStripes(2 * RUN, commands[at + 7], c, width);
      storeStripes(3 * RUN, commands[at + 8], c, width);
    }
  }

  float meanOf(int statistics, int row, int centered) {
    return centered == 1 ? memory[statistics + 2 * row] : 0f;
  }

  float rstdOf(int statistics, int row, int centered) {
    return memory[statistics + row * (1 + centered) + centered];
  }
}
