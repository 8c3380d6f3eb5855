package org.strideml.trainer.data;

import java.util.Objects;

/** Rows whose workers are listed; within a shard they lie in canonical order. */
final class DealtRows implements RowPlacement {
  private static final long serialVersionUID = 1L;

  private final int[] shard;
  private final int[] place;
  private final int[] rowsByShard;
  private final int[] begin;

  /**
   * @param shard by row
   * @throws DataException when a shard has no row
   */
  DealtRows(int[] shard, int shards) {
    this.shard = shard;
    this.place = new int[shard.length];
    this.rowsByShard = new int[shard.length];
    this.begin = new int[shards + 1];
    for (int each : shard) {
      begin[each + 1]++;
    }
    for (int k = 0; k < shards; k++) {
      if (begin[k + 1] == 0) {
        throw new DataException(
            "data.partition",
            "at least one training row per worker",
            "none for worker " + k,
            "raise data.partition.alpha, lower sync.workers or take another run.seed");
      }
      begin[k + 1] += begin[k];
    }
    int[] next = begin.clone();
    for (int row = 0; row < shard.length; row++) {
      int at = next[shard[row]]++;
      place[row] = at - begin[shard[row]];
      rowsByShard[at] = row;
    }
  }

  @Override
  public long rows() {
    return shard.length;
  }

  @Override
  public int shards() {
    return begin.length - 1;
  }

  @Override
  public int shard(long row) {
    return shard[Math.toIntExact(row)];
  }

  @Override
  public int place(long row) {
    return place[Math.toIntExact(row)];
  }

  @Override
  public int size(int worker) {
    return begin[worker + 1] - begin[worker];
  }

  @Override
  public long row(int worker, int place) {
    Objects.checkIndex(place, size(worker));
    return rowsByShard[begin[worker] + place];
  }
}
