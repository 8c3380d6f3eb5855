package org.strideml.kernels.opencl;

/** The largest elements and the means of windows. An item takes one pixel at a time. */
abstract class PoolingKernel extends ConvolutionKernel {
  /** Arguments of all routines: elements to write, … */
  static final int PIXELS = 1;

  static final int IMAGE_HEIGHT = 2;
  static final int IMAGE_WIDTH = 3;
  static final int WINDOWS_DOWN = 4;
  static final int WINDOWS_ACROSS = 5;
  static final int WINDOW_HEIGHT = 6;
  static final int WINDOW_WIDTH = 7;
  static final int WINDOW_STEP = 8;
  static final int POOLED = 9;
  static final int POOLED_TARGET = 10;
  static final int POOLED_GRADIENT = 11;

  void poolingCommand(int mode, int at) {
    if (mode == Mode.MAX_POOL) {
      maxPool(at);
    } else if (mode == Mode.MAX_POOL_BACKWARD) {
      maxPoolBackward(at);
    } else if (mode == Mode.AVERAGE_POOL) {
      averagePool(at);
    } else if (mode == Mode.AVERAGE_POOL_BACKWARD) {
      averagePoolBackward(at);
    }
  }

  void maxPool(int at) {
    for (int i = turn() * GROUP + lane(); i < commands[at + PIXELS]; i += items()) {
      memory[commands[at + POOLED_TARGET] + i] = memory[largest(at, firstOfWindow(at, i))];
    }
  }

  void averagePool(int at) {
    for (int i = turn() * GROUP + lane(); i < commands[at + PIXELS]; i += items()) {
      int first = firstOfWindow(at, i);
      float sum = 0f;
      for (int y = 0; y < commands[at + WINDOW_HEIGHT]; y++) {
        for (int x = 0; x < commands[at + WINDOW_WIDTH]; x++) {
          sum += memory[first + y * commands[at + IMAGE_WIDTH] + x];
        }
      }
      memory[commands[at + POOLED_TARGET] + i] = sum * constants[at];
    }
  }

  /** An element of the image receives from those windows of which it is the first largest. */
  void maxPoolBackward(int at) {
    for (int i = turn() * GROUP + lane(); i < commands[at + PIXELS]; i += items()) {
      memory[commands[at + POOLED_TARGET] + i] = received(at, i, true);
    }
  }

  void averagePoolBackward(int at) {
    for (int i = turn() * GROUP + lane(); i < commands[at + PIXELS]; i += items()) {
      memory[commands[at + POOLED_TARGET] + i] = received(at, i, false) * constants[at];
    }
  }

  /** Sum of the gradients of the windows around a pixel, from the first to the last. */
  float received(int at, int pixel, boolean largestOnly) {
    int width = commands[at + IMAGE_WIDTH];
    int area = commands[at + IMAGE_HEIGHT] * width;
    int step = commands[at + WINDOW_STEP];
    int plane = pixel / area;
    int y = (pixel - plane * area) / width;
    int x = pixel - plane * area - y * width;
    int firstDown = max(0, (y - commands[at + WINDOW_HEIGHT] + step) / step);
    int firstAcross = max(0, (x - commands[at + WINDOW_WIDTH] + step) / step);
    int lastDown = min(y / step, commands[at + WINDOWS_DOWN] - 1);
    int lastAcross = min(x / step, commands[at + WINDOWS_ACROSS] - 1);
    float sum = 0f;
    for (int down = firstDown; down <= lastDown; down++) {
      for (int across = firstAcross; across <= lastAcross; across++) {
        int window =
            (plane * commands[at + WINDOWS_DOWN] + down) * commands[at + WINDOWS_ACROSS] + across;
        boolean receives = true;
        if (largestOnly) {
          receives = largest(at, firstOfWindow(at, window)) == commands[at + POOLED] + pixel;
        }
        if (receives) {
          sum += memory[commands[at + POOLED_GRADIENT] + window];
        }
      }
    }
    return sum;
  }

  int firstOfWindow(int at, int window) {
    int across = commands[at + WINDOWS_ACROSS];
    int windows = commands[at + WINDOWS_DOWN] * across;
    int plane = window / windows;
    int down = (window - plane * windows) / across;
    int column = window - plane * windows - down * across;
    int row = plane * commands[at + IMAGE_HEIGHT] + down * commands[at + WINDOW_STEP];
    return commands[at + POOLED]
        + row * commands[at + IMAGE_WIDTH]
        + column * commands[at + WINDOW_STEP];
  }

  /** Where a window's first largest element is; what is no number counts as larger than all. */
  int largest(int at, int first) {
    int best = first;
    for (int y = 0; y < commands[at + WINDOW_HEIGHT]; y++) {
      for (int x = 0; x < commands[at + WINDOW_WIDTH]; x++) {
        int index = first + y * commands[at + IMAGE_WIDTH] + x;
        float value = memory[index];
        if (value > memory[best] || value != value) {
          best = index;
        }
      }
    }
    return best;
  }
}
