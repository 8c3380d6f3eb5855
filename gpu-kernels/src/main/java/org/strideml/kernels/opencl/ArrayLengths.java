package org.strideml.kernels.opencl;

/**
 * Lengths of arrays that travel whole. An array that is longer than what it carries wastes traffic,
 * and one that takes another's place has a buffer made for it, so a new one is up to an eighth too
 * long, and an old one is kept while no more than a quarter of it is not used.
 */
final class ArrayLengths {
  private static final int PER_OCTAVE = 8;

  private ArrayLengths() {}

  /** Whether an array is to carry so many elements. */
  static boolean serves(int length, int count) {
    return count <= length && length - count <= length / 4;
  }

  /** Length of a new array for so many elements. */
  static int holding(int count) {
    int step = Math.max(1, Integer.highestOneBit(Math.max(1, count - 1)) / PER_OCTAVE);
    return Math.multiplyExact((Math.max(1, count) + step - 1) / step, step);
  }
}
