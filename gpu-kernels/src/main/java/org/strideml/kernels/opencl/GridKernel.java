package org.strideml.kernels.opencl;

import com.aparapi.Kernel;

/**
 * What every device routine stands on: the arrays, the work items' places, runs of elements, and
 * sums over a group.
 *
 * <p>Written in the subset of Java that Aparapi translates (see the package comment). One work
 * group is {@value #LANES} × {@value #ROWS} items; the number of groups is fixed when a backend
 * opens, and every routine walks over its work in strides of the whole grid. A routine's arguments
 * are the {@value #STRIDE} numbers of its command from position {@code at} on.
 */
abstract class GridKernel extends Kernel {
  /** Work items of a group along x. */
  static final int LANES = 4;

  /** Work items of a group along y. */
  static final int ROWS = 16;

  /** Work items of a group. */
  static final int GROUP = LANES * ROWS;

  /** Groups per parallel processor of the device; their number is a multiple of this. */
  static final int GROUPS_PER_UNIT = 8;

  /** Neighbouring elements one item handles at a time; what compilers for processors vectorize. */
  static final int RUN = 8;

  /** Integers, and floats, of one command. */
  static final int STRIDE = 32;

  /** Most rows, and columns, of the block of a product that one group computes. */
  static final int WIDEST = 2 * GROUP;

  /** Elements a group shares, enough for two tiles and one element for each item. */
  static final int TILE = (4 * RUN + 1) * WIDEST + GROUP;

  /** The least number; the language of the kernels has no infinity. */
  static final float LEAST = -3.4028235e38f;

  /** All arenas, then scratch. Lives on the device; this array is only its first image. */
  float[] memory;

  /** All index lists; the host's copy is the truth. */
  int[] indices;

  /** A sparse matrix's numbers, see {@link SparseKernel}; the host's copy is the truth. */
  int[] entries;

  /** A sparse matrix's values; the host's copy is the truth. */
  float[] values;

  /** Grids of buckets, see {@link EncodingKernel}; the host's copy is the truth. */
  float[] grids;

  /** On its way to the host: ranges of buckets, last element the canary. */
  float[] ranges;

  /** On its way to the host: codes, last element 1 when the canary was there. */
  int[] codes;

  /** Whole numbers of the commands; each begins with its mode. */
  int[] commands;

  /** Fractions of the commands. */
  float[] constants;

  /** On its way to the device. */
  float[] in;

  /** On its way to the host, last element the canary; few elements. */
  float[] result;

  /** On its way to the host, last element the canary; many elements. */
  float[] out;

  /** What a group shares: values to be summed up, or tiles of both factors of a product. */
  @Local float[] tile = new float[TILE];

  @PrivateMemorySpace(8 * RUN)
  float[] acc = new float[8 * RUN];

  /**
   * This group's turn when there are fewer blocks of work than groups. Drivers for processors give
   * each core a stretch of neighbouring groups, so turns go to every {@value #GROUPS_PER_UNIT}th
   * group first.
   */
  int turn() {
    int units = getNumGroups(1) / GROUPS_PER_UNIT;
    return getGroupId(1) % GROUPS_PER_UNIT * units + getGroupId(1) / GROUPS_PER_UNIT;
  }

  /** Number of this item in its group. */
  int lane() {
    return getLocalId(1) * LANES + getLocalId(0);
  }

  /** Items of the whole grid. */
  int items() {
    return getNumGroups(1) * GROUP;
  }

  /** First element of this item's first run. */
  int firstRun() {
    return (turn() * GROUP + lane()) * RUN;
  }

  /** Distance from one of this item's runs to its next. */
  int runStride() {
    return getNumGroups(1) * GROUP * RUN;
  }

  /**
   * acc[slot..] ← memory[from..], at most {@code count} elements, zero beyond.
   *
   * <p>Here and below all loads come before all stores: so compilers for processors make vectors of
   * them, which loops leave scalar, as either array might overlap the other.
   */
  void loadRun(int from, int slot, int count) {
    if (count >= RUN) {
      float v0 = memory[from];
      float v1 = memory[from + 1];
      float v2 = memory[from + 2];
      float v3 = memory[from + 3];
      float v4 = memory[from + 4];
      float v5 = memory[from + 5];
      float v6 = memory[from + 6];
      float v7 = memory[from + 7];
      acc[slot] = v0;
      acc[slot + 1] = v1;
      acc[slot + 2] = v2;
      acc[slot + 3] = v3;
      acc[slot + 4] = v4;
      acc[slot + 5] = v5;
      acc[slot + 6] = v6;
      acc[slot + 7] = v7;
    } else {
      for (int j = 0; j < RUN; j++) {
        acc[slot + j] = j < count ? memory[from + j] : 0f;
      }
    }
  }

  /** memory[to..] ← acc[slot..], at most {@code count} elements. */
  void storeRun(int to, int slot, int count) {
    if (count >= RUN) {
      float v0 = acc[slot];
      float v1 = acc[slot + 1];
      float v2 = acc[slot + 2];
      float v3 = acc[slot + 3];
      float v4 = acc[slot + 4];
      float v5 = acc[slot + 5];
      float v6 = acc[slot + 6];
      float v7 = acc[slot + 7];
      memory[to] = v0;
      memory[to + 1] = v1;
      memory[to + 2] = v2;
      memory[to + 3] = v3;
      memory[to + 4] = v4;
      memory[to + 5] = v5;
      memory[to + 6] = v6;
      memory[to + 7] = v7;
    } else {
      for (int j = 0; j < RUN; j++) {
        if (j < count) {
          memory[to + j] = acc[slot + j];
        }
      }
    }
  }

  /** acc[slot..] ← acc[slot..] + memory[from..], at most {@code count} elements. */
  void addRun(int from, int slot, int count) {
    if (count >= RUN) {
      float v0 = acc[slot] + memory[from];
      float v1 = acc[slot + 1] + memory[from + 1];
      float v2 = acc[slot + 2] + memory[from + 2];
      float v3 = acc[slot + 3] + memory[from + 3];
      float v4 = acc[slot + 4] + memory[from + 4];
      float v5 = acc[slot + 5] + memory[from + 5];
      float v6 = acc[slot + 6] + memory[from + 6];
      float v7 = acc[slot + 7] + memory[from + 7];
      acc[slot] = v0;
      acc[slot + 1] = v1;
      acc[slot + 2] = v2;
      acc[slot + 3] = v3;
      acc[slot + 4] = v4;
      acc[slot + 5] = v5;
      acc[slot + 6] = v6;
      acc[slot + 7] = v7;
    } else {
      for (int j = 0; j < RUN; j++) {
        if (j < count) {
          acc[slot + j] += memory[from + j];
        }
      }
    }
  }

  void clearRun(int slot) {
    for (int j = 0; j < RUN; j++) {
      acc[slot + j] = 0f;
    }
  }

  float sumOfRun(int slot) {
    float sum = 0f;
    for (int j = 0; j < RUN; j++) {
      sum += acc[slot + j];
    }
    return sum;
  }

  /**
   * Sum of {@code value} over the group, in an order that never changes: runs first. Two steps
   * instead of a tree's six, as compilers take long over loops with barriers inside.
   */
  float groupSum(float value) {
    int lane = lane();
    localBarrier();
    tile[lane] = value;
    localBarrier();
    if (lane < GROUP / RUN) {
      float sum = 0f;
      for (int i = 0; i < RUN; i++) {
        sum += tile[lane * RUN + i];
      }
      tile[GROUP + lane] = sum;
    }
    localBarrier();
    float all = 0f;
    for (int i = 0; i < GROUP / RUN; i++) {
      all += tile[GROUP + i];
    }
    return all;
  }

  /** Largest {@code value} of the group; steps as in {@link #groupSum}. */
  float groupMaximum(float value) {
    int lane = lane();
    localBarrier();
    tile[lane] = value;
    localBarrier();
    if (lane < GROUP / RUN) {
      float largest = LEAST;
      for (int i = 0; i < RUN; i++) {
        largest = max(largest, tile[lane * RUN + i]);
      }
      tile[GROUP + lane] = largest;
    }
    localBarrier();
    float all = LEAST;
    for (int i = 0; i < GROUP / RUN; i++) {
      all = max(all, tile[GROUP + i]);
    }
    return all;
  }

  /** Sum of {@code value} over the items of this one's line, in the order of lanes. */
  float lineSum(float value) {
    localBarrier();
    tile[lane()] = value;
    localBarrier();
    float sum = 0f;
    for (int i = 0; i < LANES; i++) {
      sum += tile[getLocalId(1) * LANES + i];
    }
    return sum;
  }

  /** Largest of {@code count} elements, over this item's line. */
  float lineMaximum(int from, int count) {
    float largest = LEAST;
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

  /** Sum of one partial result per group; meaningful in every item of one group. */
  float partialSum(int partials) {
    float sum = 0f;
    for (int i = lane(); i < getNumGroups(1); i += GROUP) {
      sum += memory[partials + i];
    }
    return groupSum(sum);
  }
}
