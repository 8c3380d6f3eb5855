package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * Deals rows to workers unlike each other, by label or by what they have in a column, so that
 * methods for such data can be tried. The same rows, values, workers and seed give the same shards
 * on every machine.
 */
public interface Skew extends Serializable {
  /** Whether rows are told apart by a column; else by their labels. */
  default boolean byColumn() {
    return false;
  }

  /**
   * Which worker gets each row.
   *
   * @param labels of all rows in canonical order, or ranks of what they have in the column
   * @throws DataException when a worker would get none
   */
  RowPlacement deal(int[] labels, int workers, long seed);
}
