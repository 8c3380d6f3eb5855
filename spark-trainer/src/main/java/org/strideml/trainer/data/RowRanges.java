package org.strideml.trainer.data;

import java.util.Objects;

/**
 * Cuts rows into contiguous ranges in canonical order: shard s holds the rows from s·n/S up to
 * (s+1)·n/S. Some are empty when there are fewer rows than shards. Used for evaluation, where order
 * does not matter.
 *
 * @param rows n in all
 * @param shards S ranges
 */
public record RowRanges(long rows, int shards) implements RowPlacement {
  // Keeps rows * shards below 2^63.
  private static final int MAX_SHARDS = 1 << 22;

  public RowRanges {
    if (shards < 1 || shards > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "shards must be in [1, " + MAX_SHARDS + "], got " + shards);
    }
    if (rows < 0 || rows > KeyedPermutation.MAX_SIZE || rows / shards >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "rows must be in [0, 2^40] and fit " + shards + " shards of 2^31 - 1, got " + rows);
    }
  }

  @Override
  public int shard(long row) {
    Objects.checkIndex(row, rows);
    // The last shard whose start is not beyond the row.
    return (int) (((row + 1) * shards - 1) / rows);
  }

  @Override
  public int place(long row) {
    return (int) (row - start(shard(row)));
  }

  @Override
  public int size(int shard) {
    Objects.checkIndex(shard, shards);
    return (int) (start(shard + 1) - start(shard));
  }

  @Override
  public long row(int shard, int place) {
    Objects.checkIndex(place, size(shard));
    return start(shard) + place;
  }

  private long start(int shard) {
    return rows * shard / shards;
  }
}
