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

  float activate(int activation, float x) {
    float y = x;
    if (activation == RELU) {
      // Compared this way round, a NaN stays one.
      y = x <= 0f ? 0f : x;
    } else if (activation == TANH) {
      y = tanh(x);
    } else if (activation == GELU) {
      y = x * sigmoid(geluExponent(x));
    }
    return y;
  }

  /** 1 / (1 + e⁻ᵘ). Written with it, (1 + tanh)/2 and 1 − tanh² lose no digits near ±1. */
  float sigmoid(float u) {
    return 1f / (1f + exp(-u));
  }

  /** Twice the argument of GELU's tanh: (1 + tanh v)/2 = sigmoid(2v). */
  float geluExponent(float x) {
    return 2f * SQRT_2_OVER_PI * (x + CUBIC * x * x * x);
  }

  float slope(int activation, float x) {
    float y = 1f;
    if (activation == RELU) {
      y = x > 0f ? 1f : 0f;
    } else if (activation == TANH) {
      y = 4f * sigmoid(2f * x) * sigmoid(-2f * x);
    } else if (activation == GELU) {
      float u = geluExponent(x);
      float s = sigmoid(u);
      y = s + x * s * sigmoid(-u) * 2f * SQRT_2_OVER_PI * (1f + 3f * CUBIC * x * x);
    }
    return y;
  }

  /**
   * dy ← dy ⊙ f'(pre); sums ← column sums of dy, each over {@value #ROWS} interleaved stripes.
   * Arguments: rows, columns, dy, pre, activation, sums; pre and sums −1 for none.
   */
  void activationBackward(int at) {
    int rows = commands[at + 1];
    int columns = commands[at + 2];
    int pre = commands[at + 4];
    int sums = commands[at + 6];
    int stripe = getLocalId(1);
    int first = turn() * LANES;
    for (int c = first; c < columns; c += getNumGroups(1) * LANES) {
      int column = c + getLocalId(0);
      float sum = 0f;
      if (column < columns) {
        for (int row = stripe; row < rows; row += ROWS) {
          int i = commands[at + 3] + row * columns + column;
          float d = memory[i];
          if (pre >= 0) {
            d = d * slope(commands[at + 5], memory[pre + row * columns + column]);
            memory[i] = d;
          }
          sum += d;
        }
      }
      storeStripes(sum, sums, column, columns);
    }
  }

  /** memory[to + column] ← sum over the stripes of this item's lane; {@code to} −1 for nobody. */
  void storeStripes(float value, int to, int column, int columns) {
    localBarrier();
    tile[lane()] = value;
    localBarrier();
    if (getLocalId(1) == 0 && to >= 0 && column < columns) {
      float sum = 0f;
      for (int i = 0; i < ROWS; i++) {
        sum += tile[i * LANES + getLocalId(0)];
      }
      memory[to + column] = sum;
    }
  }
}
