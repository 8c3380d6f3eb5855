package org.strideml.kernels;

/**
 * What every operation demands of its arguments. Messages name the operation and both shapes;
 * nothing is allocated unless something is wrong.
 */
final class Requirements {
  private Requirements() {}

  static void size(String operation, String role, Tensor tensor, int size) {
    if (tensor.size() != size) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must have %d elements, got %d in %s",
              operation, role, size, tensor.size(), tensor));
    }
  }

  static void sameSize(String operation, String role, Tensor tensor, String other, Tensor like) {
    if (tensor.size() != like.size()) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must have as many elements as %s %s, got %s",
              operation, role, other, like, tensor));
    }
  }

  static void matrix(
      String operation, String role, Tensor tensor, int rows, int columns, Tensor because) {
    if (tensor.rows() != rows || tensor.columns() != columns) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must be [%d, %d] to go with %s, got %s",
              operation, role, rows, columns, because, tensor));
    }
  }

  static void columns(String operation, String role, Tensor tensor, int columns, Tensor because) {
    if (tensor.columns() != columns || tensor.rows() < 1) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must be [n >= 1, %d] to go with %s, got %s",
              operation, role, columns, because, tensor));
    }
  }

  static void columnRange(String operation, String role, Tensor tensor, int first, int count) {
    if (first < 0 || count < 0 || first + (long) count > tensor.columns()) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must have the columns %d to %d, got %s",
              operation, role, first, first + (long) count - 1, tensor));
    }
  }

  static void apart(String operation, String role, Tensor output, String other, Tensor input) {
    if (input != null && overlap(output, input)) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s may not share elements with %s, got %s and %s",
              operation, role, other, output, input));
    }
  }

  static void indices(String operation, String role, Indices indices, int count, int classes) {
    if (indices.length() < count) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must hold at least %d numbers, got %d",
              operation, role, count, indices.length()));
    }
    if (indices.minimum() < 0 || indices.maximum() >= classes) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must be in [0, %d), got numbers from %d to %d",
              operation, role, classes, indices.minimum(), indices.maximum()));
    }
  }

  /** {@code expected} is put into words only when the condition fails. */
  static void that(boolean condition, String operation, String expected, Object got) {
    if (!condition) {
      throw new IllegalArgumentException(operation + ": " + expected + ", got " + got);
    }
  }

  /** The same with what it has to go with. */
  static void that(
      boolean condition, String operation, String expected, Object because, Object got) {
    if (!condition) {
      throw new IllegalArgumentException(
          operation + ": " + expected + " to go with " + because + ", got " + got);
    }
  }

  static boolean overlap(Tensor a, Tensor b) {
    return a.arena() == b.arena()
        && a.offset() < b.offset() + b.size()
        && b.offset() < a.offset() + a.size();
  }
}
