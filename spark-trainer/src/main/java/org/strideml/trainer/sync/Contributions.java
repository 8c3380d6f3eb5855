package org.strideml.trainer.sync;

/** Checks of what is added to a {@link Aggregation.Fold}. */
final class Contributions {
  private Contributions() {}

  static void check(float[] values, long examples, int length) {
    if (values.length != length) {
      throw new IllegalArgumentException(
          "expected a vector of " + length + " elements, got " + values.length);
    }
    if (examples <= 0) {
      throw new IllegalArgumentException("examples must be > 0, got " + examples);
    }
  }

  static void requireAny(long count) {
    if (count == 0) {
      throw new IllegalStateException("nothing was added, there is no mean");
    }
  }
}
