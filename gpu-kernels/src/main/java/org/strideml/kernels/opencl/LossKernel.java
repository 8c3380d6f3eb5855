package org.strideml.kernels.opencl;

/**
 * Losses. In softmax cross-entropy a row belongs to the {@value #LANES} items of one line of a
 * group; the others take elements one by one.
 */
abstract class LossKernel extends ProductKernel {
  void lossCommand(int mode, int at) {
    if (mode == Mode.SOFTMAX_CROSS_ENTROPY) {
      softmaxCrossEntropy(at);
    } else if (mode == Mode.SIGMOID_CROSS_ENTROPY) {
      sigmoidCrossEntropy(at);
    } else if (mode == Mode.SQUARED_ERROR) {
      squaredError(at);
    } else if (mode == Mode.SUM_PARTIALS) {
      sumPartials(at);
    }
  }

  /**
   * Gradient of the mean loss and one partial sum of losses per group. Arguments: rows, classes,
   * logits, targets, gradient (−1 for none), partials, weights (−1 for none); 1 / rows.
   */
  void softmaxCrossEntropy(int at) {
    int rows = commands[at + 1];
    float total = 0f;
    for (int r = turn() * ROWS; r < rows; r += getNumGroups(1) * ROWS) {
      int row = r + getLocalId(1);
      // Items beyond the last row walk along with nothing to do: all must reach the barriers.
      int classes = row < rows ? commands[at + 2] : 0;
      int logits = commands[at + 3] + row * commands[at + 2];
      float largest = lineMaximum(logits, classes);
      float sum = lineSum(exponentials(logits, classes, largest));
      int gradient = commands[at + 5];
      int target = row < rows ? indices[commands[at + 4] + row] : 0;
      float weight = 1f;
      if (commands[at + 7] >= 0 && row < rows) {
        weight = memory[commands[at + 7] + row];
      }
      for (int c = getLocalId(0); c < classes; c += LANES) {
        float x = memory[logits + c];
        if (c == target) {
          total += weight * (log(sum) + largest - x);
        }
        if (gradient >= 0) {
          float probability = exp(x - largest) / sum;
          float d = c == target ? probability - 1f : probability;
          memory[gradient + row * classes + c] = weight * d * constants[at];
        }
      }
    }
    storePartial(at, total);
  }

  /**
   * Gradient of the mean loss and one partial sum of losses per group. Arguments: elements,
   * columns, logits, targets, gradient (−1 for none), partials, weights (−1 for none); 1 /
   * elements.
   */
  void sigmoidCrossEntropy(int at) {
    float total = 0f;
    for (int i = turn() * GROUP + lane(); i < commands[at + 1]; i += getNumGroups(1) * GROUP) {
      float z = memory[commands[at + 3] + i];
      float t = memory[commands[at + 4] + i];
      float weight = weightOfElement(at, i);
      float e = exp(-abs(z));
      total += weight * (max(z, 0f) - z * t + log(1f + e));
      if (commands[at + 5] >= 0) {
        float sigmoid = (z < 0f ? e : 1f) / (1f + e);
        memory[commands[at + 5] + i] = weight * constants[at] * (sigmoid - t);
      }
    }
    storePartial(at, total);
  }

  /** As {@link #sigmoidCrossEntropy}, with predictions for logits. */
  void squaredError(int at) {
    float total = 0f;
    for (int i = turn() * GROUP + lane(); i < commands[at + 1]; i += getNumGroups(1) * GROUP) {
      float error = memory[commands[at + 3] + i] - memory[commands[at + 4] + i];
      float weight = weightOfElement(at, i);
      total += weight * error * error;
      if (commands[at + 5] >= 0) {
        memory[commands[at + 5] + i] = weight * constants[at] * 2f * error;
      }
    }
    storePartial(at, total);
  }

  float weightOfElement(int at, int element) {
    float weight = 1f;
    if (commands[at + 7] >= 0) {
      weight = memory[commands[at + 7] + element / commands[at + 2]];
    }
    return weight;
  }

  void storePartial(int at, float value) {
    float groupTotal = groupSum(value);
    if (lane() == 0) {
      memory[commands[at + 6] + getGroupId(1)] = groupTotal;
    }
  }

  /** This item's part of a row's sum of exponentials. */
  float exponentials(int from, int count, float largest) {
    float sum = 0f;
    for (int c = getLocalId(0); c < count; c += LANES) {
      sum += exp(memory[from + c] - largest);
    }
    return sum;
  }

  /** One element ← sum of partials × factor. Arguments: partials, to; factor. */
  void sumPartials(int at) {
    if (getGroupId(1) == 0) {
      float sum = partialSum(commands[at + 1]);
      if (lane() == 0) {
        memory[commands[at + 2]] = sum * constants[at];
      }
    }
  }
}
