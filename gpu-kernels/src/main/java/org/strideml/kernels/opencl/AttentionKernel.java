package org.strideml.kernels.opencl;

/** What attention needs beside products, and attention over kept keys and values. */
abstract class AttentionKernel extends DecoderKernel {
  void attentionCommand(int mode, int at) {
    if (mode == Mode.CAUSAL_SOFTMAX) {
      causalSoftmax(at);
    } else if (mode == Mode.HEAD_PRODUCTS) {
      headProducts(at);
    } else if (mode == Mode.KEEP_KEYS_VALUES) {
      keepKeysValues(at);
    } else if (mode == Mode.CACHED_ATTENTION) {
      cachedAttention(at);
    }
  }

  /** Softmax of each row up to the diagonal, zeros after it. Arguments: rows, time, scores. */
  void causalSoftmax(int at) {
    int rows = commands[at + 1];
    int time = commands[at + 2];
    for (int r = turn() * ROWS; r < rows; r += getNumGroups(1) * ROWS) {
      int row = r + getLocalId(1);
      int seen = row < rows ? row % time + 1 : 0;
      int scores = commands[at + 3] + row * time;
      float largest = lineMaximum(scores, seen);
      float sum = 0f;
      for (int s = getLocalId(0); s < seen; s += LANES) {
        float e = exp(memory[scores + s] - largest);
        memory[scores + s] = e;
        sum += e;
      }
      float all = lineSum(sum);
      for (int s = getLocalId(0); s < seen; s += LANES) {
        memory[scores + s] = memory[scores + s] / all;
      }
      if (row < rows) {
        for (int s = seen + getLocalId(0); s < time; s += LANES) {
          memory[scores + s] = 0f;
        }
      }
    }
  }

  /**
   * One number for each head of each row: the product of two vectors of a head's width, kept where
   * a third lies. Arguments: rows × heads, heads, width of a head, left and its row length, right
   * and its row length, to and its row length.
   */
  void headProducts(int at) {
    int heads = commands[at + 2];
    int width = commands[at + 3];
    for (int i = turn() * GROUP + lane(); i < commands[at + 1]; i += getNumGroups(1) * GROUP) {
      int row = i / heads;
      int head = (i - row * heads) * width;
      int left = commands[at + 4] + row * commands[at + 5] + head;
      int right = commands[at + 6] + row * commands[at + 7] + head;
      float sum = 0f;
      for (int c = 0; c < width; c++) {
        sum += memory[left + c] * memory[right + c];
      }
      memory[commands[at + 8] + row * commands[at + 9] + head] = sum;
    }
  }

  /** Arguments: rows, width, time, past, capacity, qkv, keys, values. */
  void keepKeysValues(int at) {
    int width = commands[at + 2];
    int time = commands[at + 3];
    int count = commands[at + 1] * width;
    for (int i = turn() * GROUP + lane(); i < count; i += getNumGroups(1) * GROUP) {
      int row = i / width;
      int column = i - row * width;
      int from = commands[at + 6] + row * 3 * width + width + column;
      int kept = row / time * commands[at + 5] + commands[at + 4] + row % time;
      memory[commands[at + 7] + kept * width + column] = memory[from];
      memory[commands[at + 8] + kept * width + column] = memory[from + width];
    }
  }

  /**
   * A group takes a head of a row: once over the scores for their maximum, once more, a group's
   * worth at a time, for the sum of the values. Nothing as long as the past is kept anywhere.
   *
   * <p>Arguments: rows, heads, width of a head, time, past, capacity, qkv, keys, values, out;
   * 1/√width.
   */
  void cachedAttention(int at) {
    int heads = commands[at + 2];
    int headWidth = commands[at + 3];
    int width = heads * headWidth;
    for (int i = turn(); i < commands[at + 1] * heads; i += getNumGroups(1)) {
      int row = i / heads;
      int column = (i - row * heads) * headWidth;
      int seen = commands[at + 5] + row % commands[at + 4] + 1;
      int kept = row / commands[at + 4] * commands[at + 6] * width + column;
      int query = commands[at + 7] + row * 3 * width + column;
      int keys = commands[at + 8] + kept;
      float largest = LEAST;
      for (int s = lane(); s < seen; s += GROUP) {
        largest = max(largest, score(query, keys + s * width, headWidth, constants[at]));
      }
      largest = groupMaximum(largest);
      int out = commands[at + 10] + row * width + column;
      float sum = 0f;
      for (int c = lane(); c < headWidth; c += GROUP) {
        memory[out + c] = 0f;
      }
      for (int first = 0; first < seen; first += GROUP) {
        int s = first + lane();
        float e = 0f;
        if (s < seen) {
          e = exp(score(query, keys + s * width, headWidth, constants[at]) - largest);
        }
        sum += e;
        localBarrier();
        tile[lane()] = e;
        localBarrier();
        addValues(out, commands[at + 9] + kept + first * width, width, headWidth, seen - first);
      }
      float all = groupSum(sum);
      for (int c = lane(); c < headWidth; c += GROUP) {
        memory[out + c] = memory[out + c] / all;
      }
    }
  }

  float score(int query, int key, int headWidth, float scale) {
    float sum = 0f;
    for (int c = 0; c < headWidth; c++) {
      sum += memory[query + c] * memory[key + c];
    }
    return sum * scale;
  }

  /** Adds the values of up to a group's worth of positions, weighted by the tile. */
  void addValues(int out, int values, int width, int headWidth, int seen) {
    for (int c = lane(); c < headWidth; c += GROUP) {
      float sum = memory[out + c];
      for (int s = 0; s < min(seen, GROUP); s++) {
        sum += tile[s] * memory[values + s * width + c];
      }
      memory[out + c] = sum;
    }
  }
}
