package org.strideml.trainer.model;

/** Checks that models share; each failure says expected, got and, where there is one, a remedy. */
final class Sizes {
  private Sizes() {}

  static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be >= 1, got " + value);
    }
  }

  static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }

  /** All parameters lie in one Java array. */
  static void parameters(double count) {
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              "a model has at most %d parameters, got %.0f; use fewer or smaller layers",
              Integer.MAX_VALUE, count));
    }
  }
}
