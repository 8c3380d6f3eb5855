package org.strideml.trainer.model;

import java.util.function.IntFunction;
import org.strideml.kernels.Tensor;

/**
 * The views a network uses for each number of rows, cut when that number is first seen.
 *
 * @param <P> one set of views
 */
final class Passes<P> {
  private final Object[] byRows;
  private final IntFunction<P> cutting;

  /**
   * @param capacity most rows of a batch; at least 1
   */
  Passes(int capacity, IntFunction<P> cutting) {
    this.byRows = new Object[capacity + 1];
    this.cutting = cutting;
  }

  @SuppressWarnings("unchecked") // Only this method writes to the array.
  P forRows(int rows) {
    if (rows < 1 || rows >= byRows.length) {
      throw new IllegalArgumentException(
          String.format(
              "this network takes batches of 1 to %d rows, got %d", byRows.length - 1, rows));
    }
    if (byRows[rows] == null) {
      byRows[rows] = cutting.apply(rows);
    }
    return (P) byRows[rows];
  }

  /** The logits of the last forward pass, unless a backward pass has overwritten them. */
  static Tensor requireScores(Tensor logits) {
    if (logits == null) {
      throw new IllegalStateException(
          "no scores: call loss or scores first; a backward pass overwrites them");
    }
    return logits;
  }

  static void requireCapacity(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("a network needs room for at least 1 row, got " + rows);
    }
  }
}
