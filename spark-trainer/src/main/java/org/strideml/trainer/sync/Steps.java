package org.strideml.trainer.sync;

/** Checks that the records of this package share. */
final class Steps {
  private Steps() {}

  static void require(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, got %d".formatted(name, least, value));
    }
  }

  /** ⌈a / b⌉ of positive numbers. */
  static long ceil(long a, long b) {
    return (a - 1) / b + 1;
  }

  static void require(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must be in [%s, %s], got %s".formatted(name, least, most, value));
    }
  }
}
