package org.strideml.kernels.examination;

/**
 * How far single precision may be from the reference in double, relative to the largest magnitude
 * of what was expected: where sums cancel, the error is that of the terms.
 */
public final class Bounds {
  private static final double EPSILON = 0x1p-24;

  private Bounds() {}

  /** Elementwise formulas of a few roundings, own exp and tanh included. */
  public static double elementwise() {
    return 16 * EPSILON;
  }

  /** Sums of {@code length} products in any order: rounding errors add up like a random walk. */
  public static double sums(int length) {
    return (16 + 4 * Math.sqrt(length)) * EPSILON;
  }
}
