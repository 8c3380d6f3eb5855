package org.strideml.kernels.opencl;

/**
 * Convolutions and their gradients as one product: a matrix that is stored times one that is never
 * stored, whose elements are pixels found through their windows.
 *
 * <p>All three differ only in where numbers lie, which {@link ConvolutionCommands} puts into the
 * command. A place along the depth, and a column, is a triple (plane, row, column): the pixels of
 * all images or the weights of all channels. The element at depth (p, i, j) and column (q, k, l) is
 *
 * <pre>
 * source[p·outerStep + q·innerStep][(i·outerPixels + k·innerPixels + shift) / divisor][…]
 * </pre>
 *
 * <p>and 0 where the division leaves a rest or the pixel lies outside the image.
 */
abstract class ConvolutionKernel extends AttentionKernel {
  /** Arguments after {@link #M}, {@link #N}, {@link #K}: the stored factor, … */
  static final int STORED = 4;

  /** … elements of a row that lie side by side, … */
  static final int STORED_SEGMENT = 5;

  /** … from there to the row's next ones, and from a row to the next. */
  static final int STORED_SEGMENT_STEP = 6;

  static final int STORED_ROW_STEP = 7;
  static final int SOURCE = 8;
  static final int SOURCE_HEIGHT = 9;
  static final int SOURCE_WIDTH = 10;

  /** Rows and columns that places along the depth count. */
  static final int OUTER_HEIGHT = 11;

  static final int OUTER_WIDTH = 12;
  static final int OUTER_STEP = 13;
  static final int OUTER_PIXELS = 14;

  /** The same of the product's columns. */
  static final int INNER_HEIGHT = 15;

  static final int INNER_WIDTH = 16;
  static final int INNER_STEP = 17;
  static final int INNER_PIXELS = 18;
  static final int SHIFT = 19;
  static final int DIVISOR = 20;
  static final int WINDOWS_TARGET = 21;

  /** Columns of the target that lie side by side, and from there to the next ones. */
  static final int TARGET_SEGMENT = 22;

  static final int TARGET_SEGMENT_STEP = 23;

  /** One element for each row, −1 for none. */
  static final int ROW_BIAS = 24;

  static final int RECTIFIED = 25;

  /** Into how many parts the depth is cut; more than one go to blocks in scratch. */
  static final int PARTS = 26;

  static final int PART_DEPTH = 27;
  static final int SCRATCH = 28;

  /** Rows, and columns, of the block of a product that one group computes. */
  static final int BLOCK = GROUP;

  /** Items of a block side by side, each with a patch of a run of rows and a run of columns. */
  static final int PATCHES = BLOCK / RUN;

  /** Columns that one item brings to the right tile, and items that bring columns of one depth. */
  static final int STAGED = 2 * RUN;

  static final int STAGING = BLOCK / STAGED;

  void convolutionCommand(int mode, int at) {
    if (mode == Mode.MULTIPLY_WINDOWS) {
      multiplyWindows(at);
    } else if (mode == Mode.SUM_BLOCKS) {
      sumBlocks(at);
    } else if (mode == Mode.CHANNEL_SUMS) {
      channelSums(at);
    }
  }

  /**
   * target ← f(stored·windows + bias); or, cut into parts, a block of sums in scratch for each.
   * Sums in order of depth. Rows and columns beyond the target cost staging only.
   */
  void multiplyWindows(int at) {
    int acrossBlocks = (commands[at + N] + BLOCK - 1) / BLOCK;
    int blocks = acrossBlocks * ((commands[at + M] + BLOCK - 1) / BLOCK);
    int itemRow = lane() / PATCHES * RUN;
    int itemColumn = lane() % PATCHES * RUN;
    for (int turn = turn(); turn < blocks * commands[at + PARTS]; turn += getNumGroups(1)) {
      int part = turn / blocks;
      int block = turn - part * blocks;
      int row = block / acrossBlocks * BLOCK;
      int column = block % acrossBlocks * BLOCK;
      int first = part * commands[at + PART_DEPTH];
      int end = min(commands[at + K], first + commands[at + PART_DEPTH]);
      for (int i = 0; i < RUN * RUN; i++) {
        acc[i] = 0f;
      }
      for (int k = first; k < end; k += DEPTH) {
        localBarrier();
        stageStored(at, row, k);
        stageWindows(at, column, k);
        localBarrier();
        if (row + itemRow < commands[at + M] && column + itemColumn < commands[at + N]) {
          multiplyEightRows(itemRow * LEFT_PITCH, RIGHT_TILE + itemColumn);
        }
      }
      if (commands[at + PARTS] == 1) {
        finishWindows(at, row + itemRow, column + itemColumn);
      } else {
        int to = commands[at + SCRATCH] + turn * BLOCK * BLOCK + itemRow * BLOCK + itemColumn;
        for (int i = 0; i < RUN; i++) {
          storeRun(to + i * BLOCK, i * RUN, RUN);
        }
      }
    }
  }

  /** Each item brings {@value #DEPTH} elements of a row into the left tile. */
  void stageStored(int at, int firstRow, int k) {
    int row = firstRow + lane();
    int depths = row < commands[at + M] ? commands[at + K] - k : 0;
    int segment = commands[at + STORED_SEGMENT];
    int step = commands[at + STORED_SEGMENT_STEP];
    int turn = k / segment;
    int place = k - turn * segment;
    int from = commands[at + STORED] + row * commands[at + STORED_ROW_STEP] + turn * step + place;
    for (int i = 0; i < DEPTH; i++) {
      float value = 0f;
      if (i < depths) {
        value = memory[from];
      }
      tile[lane() * LEFT_PITCH + i] = value;
      from = from + 1;
      place = place + 1;
      if (place == segment) {
        place = 0;
        from = from + step - segment;
      }
    }
  }

  /** Each item brings a quarter of the columns at one depth into the right tile. */
  void stageWindows(int at, int firstColumn, int k) {
    int depth = lane() / STAGING;
    int firstPlace = firstColumn + lane() % STAGING * STAGED;
    int count = k + depth < commands[at + K] ? commands[at + N] - firstPlace : 0;
    int outerWidth = commands[at + OUTER_WIDTH];
    int outerArea = commands[at + OUTER_HEIGHT] * outerWidth;
    int outerPlane = (k + depth) / outerArea;
    int outerRest = k + depth - outerPlane * outerArea;
    int outerRow = outerRest / outerWidth;
    int outerColumn = outerRest - outerRow * outerWidth;
    int innerHeight = commands[at + INNER_HEIGHT];
    int innerWidth = commands[at + INNER_WIDTH];
    int plane = firstPlace / (innerHeight * innerWidth);
    int rest = firstPlace - plane * innerHeight * innerWidth;
    int row = rest / innerWidth;
    int column = rest - row * innerWidth;
    int from =
        commands[at + SOURCE]
            + outerPlane * commands[at + OUTER_STEP]
            + plane * commands[at + INNER_STEP];
    int pixels = commands[at + INNER_PIXELS];
    int top = outerRow * commands[at + OUTER_PIXELS] + commands[at + SHIFT];
    int left = outerColumn * commands[at + OUTER_PIXELS] + commands[at + SHIFT];
    // Fetched once: a compiler cannot know that tiles are not among the commands.
    int divisor = commands[at + DIVISOR];
    int height = commands[at + SOURCE_HEIGHT];
    int width = commands[at + SOURCE_WIDTH];
    int step = commands[at + INNER_STEP];
    int to = RIGHT_TILE + depth * RIGHT_PITCH + lane() % STAGING * STAGED;
    for (int j = 0; j < STAGED; j++) {
      float value = 0f;
      if (j < count) {
        int y = top + row * pixels;
        value = pixel(from, y, left + column * pixels, divisor, height, width);
      }
      tile[to + j] = value;
      column = column + 1;
      if (column == innerWidth) {
        column = 0;
        row = row + 1;
        if (row == innerHeight) {
          row = 0;
          from = from + step;
        }
      }
    }
  }

  /** 0 outside of the plane and between its pixels. */
  float pixel(int from, int row, int column, int divisor, int height, int width) {
    int y = row;
    int x = column;
    boolean between = false;
    if (divisor > 1) {
      y = row / divisor;
      x = column / divisor;
      between = y * divisor != row || x * divisor != column;
    }
    float value = 0f;
    if (!between && row >= 0 && column >= 0 && y < height && x < width) {
      value = memory[from + y * width + x];
    }
    return value;
  }

  void finishWindows(int at, int firstRow, int firstColumn) {
    int segment = commands[at + TARGET_SEGMENT];
    int turn = firstColumn / segment;
    for (int r = 0; r < RUN; r++) {
      int row = firstRow + r;
      int place = firstColumn - turn * segment;
      int to = commands[at + WINDOWS_TARGET];
      to = to + turn * commands[at + TARGET_SEGMENT_STEP] + row * segment + place;
      int count = row < commands[at + M] ? commands[at + N] - firstColumn : 0;
      float bias = 0f;
      if (count > 0 && commands[at + ROW_BIAS] >= 0) {
        bias = memory[commands[at + ROW_BIAS] + row];
      }
      for (int c = 0; c < RUN; c++) {
        if (c < count) {
          float value = acc[r * RUN + c] + bias;
          memory[to] = commands[at + RECTIFIED] == 1 && value <= 0f ? 0f : value;
        }
        to = to + 1;
        place = place + 1;
        if (place == segment) {
          place = 0;
          to = to + commands[at + TARGET_SEGMENT_STEP] - segment;
        }
      }
    }
  }

  /**
   * target ← the sums over the blocks of all parts, in their order. Arguments: M, N, target,
   * blocks, parts.
   */
  void sumBlocks(int at) {
    int n = commands[at + 2];
    int acrossBlocks = (n + BLOCK - 1) / BLOCK;
    int blocks = acrossBlocks * ((commands[at + 1] + BLOCK - 1) / BLOCK);
    int count = commands[at + 1] * n;
    for (int i = turn() * GROUP + lane(); i < count; i += items()) {
      int row = i / n;
      int column = i - row * n;
      int block = row / BLOCK * acrossBlocks + column / BLOCK;
      int from = commands[at + 4] + block * BLOCK * BLOCK + row % BLOCK * BLOCK + column % BLOCK;
      float sum = 0f;
      for (int part = 0; part < commands[at + 5]; part++) {
        sum += memory[from + part * blocks * BLOCK * BLOCK];
      }
      memory[commands[at + 3] + i] = sum;
    }
  }

  /**
   * dy ← 0 where y is 0; sums ← the sums of dy over all images' pixels of each channel. Arguments:
   * images, channels, pixels, dy, y, sums; y and sums −1 for none.
   */
  void channelSums(int at) {
    int channels = commands[at + 2];
    int pixels = commands[at + 3];
    int count = commands[at + 1] * pixels;
    for (int channel = turn(); channel < channels; channel += getNumGroups(1)) {
      float sum = 0f;
      for (int i = lane(); i < count; i += GROUP) {
        int image = i / pixels;
        int element = (image * channels + channel) * pixels + i - image * pixels;
        sum += masked(commands[at + 4] + element, commands[at + 5], element);
      }
      float total = groupSum(sum);
      if (lane() == 0 && commands[at + 6] >= 0) {
        memory[commands[at + 6] + channel] = total;
      }
    }
  }

  /** memory[gradient], set to 0 where the output {@code y} is not above 0; −1 for no output. */
  float masked(int gradient, int y, int element) {
    float d = memory[gradient];
    if (y >= 0) {
      // Compared this way round, an output that is no number lets nothing through.
      d = memory[y + element] > 0f ? d : 0f;
      memory[gradient] = d;
    }
    return d;
  }
}
