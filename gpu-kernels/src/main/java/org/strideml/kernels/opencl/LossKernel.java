package org.strideml.kernels.opencl;

/** Softmax cross-entropy: a row belongs to the {@value #LANES} items of one line of a group. */
abstract class LossKernel extends DenseKernel {
  /**
   * Gradient of the mean loss and one partial sum of losses per group. Arguments: rows, classes,
   * logits, targets, gradient (−1 for none), partials; 1 / rows.
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
      float sum = lineExponentials(logits, classes, largest);
      int gradient = commands[at + 5];
      int target = row < rows ? indices[commands[at + 4] + row] : 0;
      for (int c = getLocalId(0); c < classes; c += LANES) {
        float x = memory[logits + c];
        if (c == target) {
          total += log(sum) + largest - x;
        }
        if (gradient >= 0) {
          float probability = exp(x - largest) / sum;
          float d = c == target ? probability - 1f : probability;
          memory[gradient + row * classes + c] = d * constants[at];
        }
      }
    }
    float groupTotal = groupSum(total);
    if (lane() == 0) {
      memory[commands[at + 6] + getGroupId(1)] = groupTotal;
    }
  }

  float lineMaximum(int from, int count) {
    float largest = -3.4028235e38f;
    for (int c = getLocalId(0); c < count; c += LANES) {
      largest = max(largest, memory[from + c]);
    }
    localBarrier();
    tile[lane()] = largest;
    localBarrier();
    for (int i = 0; i < LANES; i++) {
      largest = max(largest, tile[getLocalId(1) * LANES + i]);
    }
    return largest;
  }

  float lineExponentials(int from, int count, float largest) {
    float sum = 0f;
    for (int c = getLocalId(0); c < count; c += LANES) {
      sum += exp(memory[from + c] - largest);
    }
    localBarrier();
    tile[lane()] = sum;
    localBarrier();
    float all = 0f;
    for (int i = 0; i < LANES; i++) {
      all += tile[getLocalId(1) * LANES + i];
    }
    return all;
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
