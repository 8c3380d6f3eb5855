package org.strideml.kernels.opencl;

/** Clipping and update rules. */
abstract class OptimizerKernel extends LossKernel {
  void optimizerCommand(int mode, int at) {
    if (mode == Mode.SUM_SQUARES) {
      sumSquares(at);
    } else if (mode == Mode.CLIP_FACTOR) {
      clipFactor(at);
    } else if (mode == Mode.SGD) {
      sgd(at);
    } else if (mode == Mode.ADAM_W) {
      adamW(at);
    }
  }

  /** One partial sum of squares per group. Arguments: count, from, partials. */
  void sumSquares(int at) {
    int count = commands[at + 1];
    int from = commands[at + 2];
    float sum = 0f;
    for (int i = firstRun(); i < count; i += runStride()) {
      loadRun(from + i, 0, count - i);
      for (int j = 0; j < RUN; j++) {
        sum += acc[j] * acc[j];
      }
    }
    float groupTotal = groupSum(sum);
    if (lane() == 0) {
      memory[commands[at + 3] + getGroupId(1)] = groupTotal;
    }
  }

  /** One element ← min(1, maxNorm / √sum). Arguments: partials, to; maxNorm. */
  void clipFactor(int at) {
    if (getGroupId(1) == 0) {
      float norm = sqrt(partialSum(commands[at + 1]));
      if (lane() == 0) {
        // Compared this way round, a norm that is no number makes a factor that is none.
        memory[commands[at + 2]] = norm <= constants[at] ? 1f : constants[at] / norm;
      }
    }
  }

  /** The gradient's factor; {@code from} −1 for 1. */
  float scale(int from) {
    return from < 0 ? 1f : memory[from];
  }

  /**
   * Arguments: count, parameters, gradient, scale, momentum buffer (−1 for none), Nesterov;
   * learning rate, momentum, weight decay.
   */
  void sgd(int at) {
    int count = commands[at + 1];
    int p = commands[at + 2];
    int g = commands[at + 3];
    int b = commands[at + 5];
    float scale = scale(commands[at + 4]);
    for (int i = firstRun(); i < count; i += runStride()) {
      loadRun(p + i, 0, count - i);
      loadRun(g + i, RUN, count - i);
      for (int j = 0; j < RUN; j++) {
        acc[RUN + j] = scale * acc[RUN + j] + constants[at + 2] * acc[j];
      }
      if (b >= 0) {
        loadRun(b + i, 2 * RUN, count - i);
        accelerate(at);
        storeRun(b + i, 2 * RUN, count - i);
      }
      for (int j = 0; j < RUN; j++) {
        acc[j] = acc[j] - constants[at] * acc[RUN + j];
      }
      storeRun(p + i, 0, count - i);
    }
  }

  /** Takes the run's gradient into its momentum and makes the direction of it. */
  void accelerate(int at) {
    float momentum = constants[at + 1];
    int nesterov = commands[at + 6];
    for (int j = 0; j < RUN; j++) {
      float v = momentum * acc[2 * RUN + j] + acc[RUN + j];
      acc[RUN + j] = nesterov == 1 ? acc[RUN + j] + momentum * v : v;
      acc[2 * RUN + j] = v;
    }
  }

  /**
   * Arguments: count, parameters, gradient, scale, m, v; learning rate, β₁, 1 − β₁, β₂, 1 − β₂,
   * epsilon, 1 − learning rate × weight decay, 1 / c₁, 1 / c₂.
   */
  void adamW(int at) {
    int count = commands[at + 1];
    int p = commands[at + 2];
    int g = commands[at + 3];
    int m = commands[at + 5];
    int v = commands[at + 6];
    float scale = scale(commands[at + 4]);
    for (int i = firstRun(); i < count; i += runStride()) {
      loadRun(p + i, 0, count - i);
      loadRun(g + i, RUN, count - i);
      loadRun(m + i, 2 * RUN, count - i);
      loadRun(v + i, 3 * RUN, count - i);
      for (int j = 0; j < RUN; j++) {
        float d = scale * acc[RUN + j];
        acc[2 * RUN + j] = constants[at + 1] * acc[2 * RUN + j] + constants[at + 2] * d;
        acc[3 * RUN + j] = constants[at + 3] * acc[3 * RUN + j] + constants[at + 4] * d * d;
        float root = sqrt(acc[3 * RUN + j] * constants[at + 8]) + constants[at + 5];
        float change = constants[at] * (acc[2 * RUN + j] * constants[at + 7]) / root;
        acc[j] = acc[j] * constants[at + 6] - change;
      }
      storeRun(p + i, 0, count - i);
      storeRun(m + i, 2 * RUN, count - i);
      storeRun(v + i, 3 * RUN, count - i);
    }
  }
}
