package org.strideml.kernels.opencl;

import java.util.Arrays;
import java.util.List;

/**
 * How products are cut on one device: a tiling for each way the factors are stored and for products
 * with enough blocks for all groups or too few. The choice changes how long a product takes and
 * none of its bits.
 */
final class Tilings {
  /** Ways the factors may be stored, times two. */
  static final int CASES = 8;

  /** Elements a group of the largest patches computes at a time. */
  private static final int BLOCK_ELEMENTS = 64 * GridKernel.GROUP;

  private final int groups;
  private final Tiling[] choices;

  /**
   * @param groups of a launch
   * @param choices one for each {@link #caseOf}
   */
  Tilings(int groups, List<Tiling> choices) {
    if (choices.size() != CASES) {
      throw new IllegalArgumentException("needs " + CASES + " tilings, got " + choices);
    }
    this.groups = groups;
    this.choices = choices.toArray(new Tiling[0]);
  }

  /** The same for everything. */
  static Tilings only(Tiling tiling, int groups) {
    Tiling[] choices = new Tiling[CASES];
    Arrays.fill(choices, tiling);
    return new Tilings(groups, List.of(choices));
  }

  /** For {@code count} products of m × n elements. */
  Tiling of(int m, int n, int count, boolean leftTransposed, boolean rightTransposed) {
    boolean many = (double) m * n * count >= (double) groups * BLOCK_ELEMENTS;
    return choices[caseOf(many, leftTransposed, rightTransposed)];
  }

  static int caseOf(boolean many, boolean leftTransposed, boolean rightTransposed) {
    return (many ? 4 : 0) + (leftTransposed ? 2 : 0) + (rightTransposed ? 1 : 0);
  }

  List<Tiling> choices() {
    return List.of(choices);
  }
}
