package org.strideml.kernels.opencl;

/** Activations and the way back through them. */
abstract class ActivationKernel extends MoveKernel {
  static final int IDENTITY = 0;
  static final int RELU = 1;
  static final int TANH = 2;
  static final int GELU = 3;

  static final float SQRT_2_OVER_PI = 0.7978846f;
  static final float CUBIC = 0.044715f;

  void activationCommand(int mode, int at) {
    if (mode == Mode.ACTIVATION_BACKWARD) {
      activationBackward(at);
    }
  }

  /** acc[slot..] ← f(acc[slot..]), a run. */
  void activate(int activation, int slot) {
    if (activation == RELU) {
      for (int j = 0; j < RUN; j++) {
        // Compared this way round, a NaN stays one.
        acc[slot + j] = acc[slot + j] <= 0f ? 0f : acc[slot + j];
      }
    } else if (activation == TANH) {
      for (int j = 0; j < RUN; j++) {
        acc[slot + j] = tanh(acc[slot + j]);
      }
    } else if (activation == GELU) {
      for (int j = 0; j < RUN; j++) {
        acc[slot + j] = acc[slot + j] * sigmoid(geluExponent(acc[slot + j]));
      }
    }
  }

  /** 1 / (1 + e⁻ᵘ). Written with it, (1 + tanh)/2 and 1 − tanh² lose no digits near ±1. */
  float sigmoid(float u) {
    return 1f / (1f + exp(-u));
  }

  /** Twice the argument of GELU's tanh: (1 + tanh v)/2 = sigmoid(2v). */
  float geluExponent(float x) {
    return 2f * SQRT_2_OVER_PI * (x + CUBIC * x * x * x);
  }

  /** acc[0..] ← acc[0..] ⊙ f'(acc[RUN..]), a run. */
  void slope(int activation) {
    if (activation == RELU) {
      for (int j = 0; j < RUN; j++) {
        acc[j] = acc[RUN + j] > 0f ? acc[j] : 0f;
      }
    } else if (activation == TANH) {
      for (int j = 0; j < RUN; j++) {
        float x = 2f * acc[RUN + j];
        acc[j] = acc[j] * (4f * sigmoid(x) * sigmoid(-x));
      }
    } else if (activation == GELU) {
      for (int j = 0; j < RUN; j++) {
        float x = acc[RUN + j];
        float u = geluExponent(x);
        float s = sigmoid(u);
        float steepness = 2f * SQRT_2_OVER_PI * (1f + 3f * CUBIC * x * x);
        acc[j] = acc[j] * (s + x * s * sigmoid(-u) * steepness);
      }
    }
  }

  /**
   * dy ← dy ⊙ f'(pre); sums ← column sums of dy, each over {@value #ROWS} interleaved stripes. An
   * item has a run of columns of one stripe. Arguments: rows, columns, dy, pre, activation, sums;
   * pre and sums −1 for none.
   */
  void activationBackward(int at) {
    int rows = commands[at + 1];
    int columns = commands[at + 2];
    int pre = commands[at + 4];
    int wide = LANES * RUN;
    for (int c = turn() * wide; c < columns; c += getNumGroups(1) * wide) {
      int column = c + getLocalId(0) * RUN;
      int count = columns - column;
      clearRun(2 * RUN);
      if (count > 0) {
        for (int row = getLocalId(1); row < rows; row += ROWS) {
          int i = row * columns + column;
          loadRun(commands[at + 3] + i, 0, count);
          if (pre >= 0) {
            loadRun(pre + i, RUN, count);
            slope(commands[at + 5]);
            storeRun(commands[at + 3] + i, 0, count);
          }
          for (int j = 0; j < RUN; j++) {
            acc[2 * RUN + j] += acc[j];
          }
        }
      }
      storeStripes(2 * RUN, commands[at + 6], c, columns);
    }
  }

  /**
   * memory[to + column] ← the sums over the stripes of the runs acc[slot..], for the group's
   * columns from {@code first} on; {@code to} −1 for nobody.
   */
  void storeStripes(int slot, int to, int first, int columns) {
    int wide = LANES * RUN;
    localBarrier();
    for (int j = 0; j < RUN; j++) {
      tile[getLocalId(1) * wide + getLocalId(0) * RUN + j] = acc[slot + j];
    }
    localBarrier();
    if (to >= 0 && lane() < wide && first + lane() < columns) {
      float sum = 0f;
      for (int i = 0; i < ROWS; i++) {
        sum += tile[i * wide + lane()];
      }
      memory[to + first + lane()] = sum;
    }
  }
}
