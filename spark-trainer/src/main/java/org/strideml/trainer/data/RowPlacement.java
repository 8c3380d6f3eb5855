package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * Which shard each row lies in, and at which place there: a bijection between rows and (shard,
 * place) that every machine computes by itself.
 */
public interface RowPlacement extends Serializable {
  /** Rows in all. */
  long rows();

  /** Number of shards. */
  int shards();

  /** The shard of canonical row {@code row}, in [0, {@link #shards}). */
  int shard(long row);

  /** The row's place within its shard, in [0, {@link #size}). */
  int place(long row);

  /** Rows in one shard. */
  int size(int shard);

  /** The row at a place: {@code row(shard(r), place(r)) == r}. */
  long row(int shard, int place);
}
