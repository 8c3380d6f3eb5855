package org.strideml.trainer.data;

import java.io.Serializable;

/** Puts a worker's rows into the order in which a {@link Pacing} opens them. */
public interface Ranking extends Serializable {
  /**
   * Places of all rows of a shard, the first to be opened first; the same on every machine.
   *
   * @param format how its rows become batches
   */
  int[] order(Shard shard, RecordFormat format, int worker, long seed);
}
