package org.strideml.trainer.data;

import java.util.Objects;
import org.strideml.quantization.RandomKey;

/**
 * Deals rows to workers through one keyed permutation π: row r lies with worker π(r) mod K, at
 * place π(r) div K. Shard sizes differ by at most one, and neighbouring rows part ways. Immutable,
 * the same on every machine.
 */
public final class RowAssignment implements RowPlacement {
  private static final long serialVersionUID = 1L;
  private static final long PURPOSE = 0x61737369676eL; // "assign"

  private final long rows;
  private final int workers;
  private final KeyedPermutation permutation;

  /**
   * @param rows in all
   * @param workers logical workers K
   * @param seed of the run
   * @throws DataException when there are fewer rows than workers, or more than a shard can hold
   */
  public RowAssignment(long rows, int workers, long seed) {
    if (workers < 1) {
      throw new IllegalArgumentException(
          "workers must be >= 1, got " + workers + " (sync.workers)");
    }
    if (rows < workers) {
      throw new DataException(
          "sync.workers",
          "at most one worker per training row",
          workers + " workers for " + rows + " rows",
          "lower sync.workers or give more data");
    }
    if (rows > KeyedPermutation.MAX_SIZE || (rows - 1) / workers >= Integer.MAX_VALUE) {
      throw new DataException(
          "sync.workers",
          "at most 2^31 - 1 rows per worker and 2^40 in all",
          rows + " rows for " + workers + " workers",
          "raise sync.workers or give less data");
    }
    this.rows = rows;
    this.workers = workers;
    this.permutation = new KeyedPermutation(rows, RandomKey.of(seed).child(PURPOSE));
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public int shards() {
    return workers;
  }

  @Override
  public int shard(long row) {
    return (int) (permutation.at(row) % workers);
  }

  @Override
  public int place(long row) {
    return (int) (permutation.at(row) / workers);
  }

  @Override
  public int size(int worker) {
    Objects.checkIndex(worker, workers);
    return (int) (rows / workers) + (worker < rows % workers ? 1 : 0);
  }

  @Override
  public long row(int worker, int place) {
    Objects.checkIndex(place, size(worker));
    return permutation.inverse((long) place * workers + worker);
  }
}
