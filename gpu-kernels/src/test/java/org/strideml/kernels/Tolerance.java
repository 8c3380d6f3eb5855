package org.strideml.kernels;

import org.strideml.kernels.examination.Bounds;

/**
 * How far single precision may be from the double reference. All are relative to the largest
 * magnitude of the expected tensor: where sums cancel, the error is that of the terms.
 */
final class Tolerance {
  private Tolerance() {}

  /** Elementwise formulas of a few roundings, own exp and tanh included. */
  static double elementwise() {
    return Bounds.elementwise();
  }

  /** Sums of {@code length} products in any order: rounding errors add up like a random walk. */
  static double sums(int length) {
    return Bounds.sums(length);
  }

  static double magnitude(double[] values) {
    double magnitude = 0;
    for (double value : values) {
      magnitude = Math.max(magnitude, Math.abs(value));
    }
    return magnitude;
  }

  static void check(String what, float[] got, double[] expected, double tolerance) {
    check(what, got, expected, tolerance, magnitude(expected));
  }

  static void check(
      String what, float[] got, double[] expected, double tolerance, double magnitude) {
    if (got.length != expected.length) {
      throw new AssertionError(
          what + ": expected " + expected.length + " elements, got " + got.length);
    }
    double bound = tolerance * magnitude;
    for (int i = 0; i < got.length; i++) {
      // Written so that NaN fails.
      if (!(Math.abs(got[i] - expected[i]) <= bound)) {
        throw new AssertionError(
            String.format(
                "%s: element %d of %d must be %.9g within %.3g, got %.9g (off by %.3g)",
                what, i, got.length, expected[i], bound, got[i], Math.abs(got[i] - expected[i])));
      }
    }
  }
}
