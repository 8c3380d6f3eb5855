package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * Deals rows to workers unlike each other, by label, so that methods for such data can be tried.
 * The same rows, labels, workers and seed give the same shards on every machine.
 */
public interface Skew extends Serializable {
  /**
   * Which worker gets each row.
   *
   * @param labels of all rows in canonical order
   * @throws DataException when a worker would get none
   */
  RowPlacement deal(int[] labels, int workers, long seed);
}
