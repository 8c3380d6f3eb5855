package org.strideml.kernels.opencl;

/**
 * Group and batch normalization. Both normalize over a <em>block</em>: a number of segments of
 * neighbouring elements, at the same place in images that follow each other. Of group normalization
 * it is one segment, the channels of a group of one image; of batch normalization one for each
 * image, the pixels of a channel. A group of items takes a block at a time.
 */
abstract class ImageNormKernel extends PoolingKernel {
  /** Arguments of all routines. */
  static final int BLOCKS = 1;

  static final int SEGMENTS = 2;
  static final int SEGMENT = 3;
  static final int CHANNELS = 4;
  static final int CHANNEL_PIXELS = 5;
  static final int INPUT = 6;
  static final int OUTPUT = 7;
  static final int NORM_RESIDUAL = 8;
  static final int GAMMA = 9;
  static final int BETA = 10;
  static final int STATISTICS = 11;
  static final int RUNNING_MEAN = 12;
  static final int RUNNING_VARIANCE = 13;
  static final int NORM_RECTIFIED = 14;
  static final int GRADIENT = 15;
  static final int INPUT_GRADIENT = 16;
  static final int NORM_IMAGES = 17;
  static final int GAMMA_GRADIENT = 18;
  static final int BETA_GRADIENT = 19;

  void imageNormCommand(int mode, int at) {
    if (mode == Mode.NORMALIZE_BLOCKS) {
      normalizeBlocks(at);
    } else if (mode == Mode.NORMALIZE_BY_RUNNING) {
      normalizeByRunning(at);
    } else if (mode == Mode.NORM_CHANNELS) {
      normChannels(at);
    } else if (mode == Mode.NORM_INPUTS) {
      normInputs(at);
    }
  }

  /**
   * Mean and variance of each block, in two passes; running statistics, when there are any, move;
   * then the outputs. Fractions: epsilon, momentum.
   */
  void normalizeBlocks(int at) {
    int size = commands[at + SEGMENTS] * commands[at + SEGMENT];
    for (int block = turn(); block < commands[at + BLOCKS]; block += getNumGroups(1)) {
      float sum = 0f;
      for (int i = lane(); i < size; i += GROUP) {
        sum += memory[commands[at + INPUT] + element(at, block, i)];
      }
      float mean = groupSum(sum) / size;
      float squares = 0f;
      for (int i = lane(); i < size; i += GROUP) {
        float deviation = memory[commands[at + INPUT] + element(at, block, i)] - mean;
        squares += deviation * deviation;
      }
      float allSquares = groupSum(squares);
      float rstd = 1f / sqrt(allSquares / size + constants[at]);
      if (lane() == 0) {
        memory[commands[at + STATISTICS] + 2 * block] = mean;
        memory[commands[at + STATISTICS] + 2 * block + 1] = rstd;
        if (commands[at + RUNNING_MEAN] >= 0) {
          move(commands[at + RUNNING_MEAN] + block, constants[at + 1], mean);
          move(commands[at + RUNNING_VARIANCE] + block, constants[at + 1], allSquares / (size - 1));
        }
      }
      normalize(at, block, mean, rstd);
    }
  }

  void move(int running, float momentum, float value) {
    memory[running] = (1f - momentum) * memory[running] + momentum * value;
  }

  /** The outputs by running statistics; blocks are channels. Fraction: epsilon. */
  void normalizeByRunning(int at) {
    for (int block = turn(); block < commands[at + BLOCKS]; block += getNumGroups(1)) {
      float mean = memory[commands[at + RUNNING_MEAN] + block];
      float variance = memory[commands[at + RUNNING_VARIANCE] + block];
      normalize(at, block, mean, 1f / sqrt(variance + constants[at]));
    }
  }

  void normalize(int at, int block, float mean, float rstd) {
    int size = commands[at + SEGMENTS] * commands[at + SEGMENT];
    for (int i = lane(); i < size; i += GROUP) {
      int element = element(at, block, i);
      int channel = channel(at, element);
      float x = (memory[commands[at + INPUT] + element] - mean) * rstd;
      float y = x * memory[commands[at + GAMMA] + channel] + memory[commands[at + BETA] + channel];
      if (commands[at + NORM_RESIDUAL] >= 0) {
        y = y + memory[commands[at + NORM_RESIDUAL] + element];
      }
      memory[commands[at + OUTPUT] + element] =
          commands[at + NORM_RECTIFIED] == 1 && y <= 0f ? 0f : y;
    }
  }

  /** dy ← 0 where y is 0; dGamma and dBeta, sums over all images' pixels of each channel. */
  void normChannels(int at) {
    int pixels = commands[at + CHANNEL_PIXELS];
    int count = commands[at + NORM_IMAGES] * pixels;
    for (int channel = turn(); channel < commands[at + CHANNELS]; channel += getNumGroups(1)) {
      float sum = 0f;
      float products = 0f;
      for (int i = lane(); i < count; i += GROUP) {
        int image = i / pixels;
        int plane = image * commands[at + CHANNELS] + channel;
        int element = plane * pixels + i - image * pixels;
        float d = masked(commands[at + GRADIENT] + element, commands[at + OUTPUT], element);
        sum += d;
        products += d * normalized(at, block(at, element), element);
      }
      float allSums = groupSum(sum);
      float allProducts = groupSum(products);
      if (lane() == 0) {
        memory[commands[at + GAMMA_GRADIENT] + channel] = allProducts;
        memory[commands[at + BETA_GRADIENT] + channel] = allSums;
      }
    }
  }

  /** dx ← rstd·(g − mean(g) − x̂·mean(g·x̂)) with g = dy·gamma, means over the block. */
  void normInputs(int at) {
    int size = commands[at + SEGMENTS] * commands[at + SEGMENT];
    for (int block = turn(); block < commands[at + BLOCKS]; block += getNumGroups(1)) {
      float sum = 0f;
      float products = 0f;
      for (int i = lane(); i < size; i += GROUP) {
        int element = element(at, block, i);
        float g = gradient(at, element);
        sum += g;
        products += g * normalized(at, block, element);
      }
      float mean = groupSum(sum) / size;
      float meanProduct = groupSum(products) / size;
      float rstd = memory[commands[at + STATISTICS] + 2 * block + 1];
      for (int i = lane(); i < size; i += GROUP) {
        int element = element(at, block, i);
        float along = normalized(at, block, element) * meanProduct;
        memory[commands[at + INPUT_GRADIENT] + element] =
            rstd * (gradient(at, element) - mean - along);
      }
    }
  }

  /** dy·gamma. */
  float gradient(int at, int element) {
    return memory[commands[at + GRADIENT] + element]
        * memory[commands[at + GAMMA] + channel(at, element)];
  }

  float normalized(int at, int block, int element) {
    int statistics = commands[at + STATISTICS] + 2 * block;
    return (memory[commands[at + INPUT] + element] - memory[statistics]) * memory[statistics + 1];
  }

  /** Where the i-th element of a block is. */
  int element(int at, int block, int i) {
    int length = commands[at + SEGMENT];
    int segment = i / length;
    int imageSize = commands[at + CHANNELS] * commands[at + CHANNEL_PIXELS];
    return segment * imageSize + block * length + i - segment * length;
  }

  int channel(int at, int element) {
    return element / commands[at + CHANNEL_PIXELS] % commands[at + CHANNELS];
  }

  /** The block an element lies in: blocks of all images follow each other, or are its channels. */
  int block(int at, int element) {
    return element / commands[at + SEGMENT] % commands[at + BLOCKS];
  }
}
