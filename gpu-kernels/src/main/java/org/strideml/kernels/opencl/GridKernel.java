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

  /** Pitch of the left tile, odd so that items of a column hit different memory banks. */
  static final int LEFT_PITCH = 17;

  /** Rows, and columns, of the block of a product that one group computes. */
  static final int BLOCK = GROUP;

  /** Depth of the tiles a product goes through. */
  static final int DEPTH = 2 * RUN;

  static final int RIGHT_TILE = BLOCK * LEFT_PITCH;

  /** All arenas, then scratch. Lives on the device; this array is only its first image. */
  float[] memory;

  /** All index lists; the host's copy is the truth. */
  int[] indices;

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

  @Local float[] tile = new float[RIGHT_TILE + DEPTH * BLOCK];

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

  /** First element of this item's first run. */
  int firstRun() {
    return (turn() * GROUP + lane()) * RUN;
  }

  /** Distance from one of this item's runs to its next. */
  int runStride() {
    return getNumGroups(1) * GROUP * RUN;
  }

  /** acc[slot..] ← memory[from..], at most {@code count} elements. */
  void loadRun(int from, int slot, int count) {
    if (count >= RUN) {
      for (int j = 0; j < RUN; j++) {
        acc[slot + j] = memory[from + j];
      }
    } else {
      for (int j = 0; j < RUN; j++) {
        acc[slot + j] = j < count ? memory[from + j] : 0f;
      }
    }
  }

  /** memory[to..] ← acc[slot..], at most {@code count} elements. */
  void storeRun(int to, int slot, int count) {
    if (count >= RUN) {
      for (int j = 0; j < RUN; j++) {
        memory[to + j] = acc[slot + j];
      }
    } else {
      for (int j = 0; j < RUN; j++) {
        if (j < count) {
          memory[to + j] = acc[slot + j];
        }
      }
    }
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

  /** Sum of one partial result per group; meaningful in every item of one group. */
  float partialSum(int partials) {
    float sum = 0f;
    for (int i = lane(); i < getNumGroups(1); i += GROUP) {
      sum += memory[partials + i];
    }
    return groupSum(sum);
  }
}
