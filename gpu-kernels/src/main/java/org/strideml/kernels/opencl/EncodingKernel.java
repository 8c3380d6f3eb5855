package org.strideml.kernels.opencl;

import org.strideml.kernels.BucketCoder;

/** Ranges of buckets and codes of their values, to the bit what {@link BucketCoder} says. */
abstract class EncodingKernel extends SparseKernel {
  /** Arguments of all routines: values, first of them, values of a bucket, number of the first. */
  static final int VALUE_COUNT = 1;

  static final int VALUES = 2;
  static final int BUCKET_SIZE = 3;
  static final int FIRST_BUCKET = 4;
  static final int BITS = 5;
  static final int CODES = 6;
  static final int ERRORS = 7;

  /** 1 to round at random, 0 to the nearest. */
  static final int FLIPS = 8;

  static final int WORD0 = 9;
  static final int WORD1 = 10;

  /** Values whose codes fill whole words, at any number of bits. */
  static final int WHOLE_WORDS = 32;

  /** Floats of a grid: minimum, inverse of delta, delta, origin. */
  static final int GRID = 4;

  /** Stands for what is no number: no codec accepts it. */
  static final float BEYOND = 3.4028235e38f;

  static final float ONE_BEFORE_POINT = 32768f;

  void encodingCommand(int mode, int at) {
    if (mode == Mode.DIFFERENCE) {
      difference(at);
    } else if (mode == Mode.MEASURE_BUCKETS) {
      measureBuckets(at);
    } else if (mode == Mode.ROUND_BUCKETS) {
      roundBuckets(at);
    } else if (mode == Mode.WITNESS) {
      witness(at);
    }
  }

  /** z ← x − y. Arguments: count, x, y, z. */
  void difference(int at) {
    for (int i = turn() * GROUP + lane(); i < commands[at + 1]; i += items()) {
      memory[commands[at + 4] + i] = memory[commands[at + 2] + i] - memory[commands[at + 3] + i];
    }
  }

  /** A bucket belongs to a group. */
  void measureBuckets(int at) {
    int size = commands[at + BUCKET_SIZE];
    int buckets = (commands[at + VALUE_COUNT] + size - 1) / size;
    for (int bucket = turn(); bucket < buckets; bucket += getNumGroups(1)) {
      int first = bucket * size;
      int end = min(commands[at + VALUE_COUNT], first + size);
      float least = memory[commands[at + VALUES] + first];
      float greatest = least;
      for (int i = first + lane(); i < end; i += GROUP) {
        float x = memory[commands[at + VALUES] + i];
        least = below(x, least) ? x : least;
        greatest = x > greatest ? x : greatest;
        // The translator turns comparisons round without regard to what is no number.
        greatest = x == x ? greatest : BEYOND;
      }
      localBarrier();
      tile[lane()] = least;
      tile[GROUP + lane()] = greatest;
      localBarrier();
      if (lane() == 0) {
        for (int i = 1; i < GROUP; i++) {
          least = below(tile[i], least) ? tile[i] : least;
          tile[GROUP] = max(tile[GROUP], tile[GROUP + i]);
        }
        int to = 2 * (commands[at + FIRST_BUCKET] + bucket);
        ranges[to] = least;
        ranges[to + 1] = tile[GROUP];
      }
    }
  }

  /** Whether a is less than b, where −0 is less than 0. */
  boolean below(float a, float b) {
    boolean less = a < b;
    if (a == 0f && b == 0f) {
      less = 1f / a < 1f / b;
    }
    return less;
  }

  /** An item takes {@value #WHOLE_WORDS} values, whose codes fill words. Fraction: the shift. */
  void roundBuckets(int at) {
    int count = commands[at + VALUE_COUNT];
    int size = commands[at + BUCKET_SIZE];
    int bits = commands[at + BITS];
    int stride = items() * WHOLE_WORDS;
    for (int i = (turn() * GROUP + lane()) * WHOLE_WORDS; i < count; i += stride) {
      int bucket = i / size;
      int left = size - (i - bucket * size);
      int grid = GRID * (commands[at + FIRST_BUCKET] + bucket);
      int to = commands[at + CODES] + i / WHOLE_WORDS * bits;
      int word = 0;
      int filled = 0;
      for (int j = 0; j < WHOLE_WORDS; j++) {
        int code = 0;
        if (i + j < count) {
          code = code(at, i + j, grid);
          left = left - 1;
          if (left == 0) {
            left = size;
            grid = grid + GRID;
          }
        }
        word = word | (code << filled);
        filled = filled + bits;
        if (filled >= 32) {
          codes[to] = word;
          to = to + 1;
          filled = filled - 32;
          word = filled == 0 ? 0 : code >>> (bits - filled);
        }
      }
    }
  }

  int code(int at, int index, int grid) {
    float x = memory[commands[at + VALUES] + index];
    int levels = (1 << commands[at + BITS]) - 1;
    int code = 0;
    if (commands[at + FLIPS] == 1) {
      float position = fma(x - grids[grid], grids[grid + 1], BucketCoder.FIXED_POINT);
      int fixed = (int) ((position - BucketCoder.FIXED_POINT) * ONE_BEFORE_POINT);
      int draw = keyedBits(commands[at + WORD0], commands[at + WORD1], index) >>> 17;
      code = min((fixed + draw) >> BucketCoder.FRACTION_BITS, levels);
    } else {
      float position = fma(x - grids[grid], grids[grid + 1], -constants[at]);
      code = min((int) ((position + BucketCoder.ROUNDER) - BucketCoder.ROUNDER), levels);
    }
    if (commands[at + ERRORS] >= 0) {
      memory[commands[at + ERRORS] + index] = x - fma(grids[grid + 2], code, grids[grid + 3]);
    }
    return code;
  }

  /**
   * Proves that memory has survived up to here and both arrays are fetched. Arguments: the canary,
   * its place in ranges, in codes; its value.
   */
  void witness(int at) {
    if (turn() == 0 && lane() == 0) {
      ranges[commands[at + 2]] = memory[commands[at + 1]];
      codes[commands[at + 3]] = memory[commands[at + 1]] == constants[at] ? 1 : 0;
    }
  }
}
