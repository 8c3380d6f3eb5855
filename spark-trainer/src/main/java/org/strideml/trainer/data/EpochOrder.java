package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;

/**
 * The endless stream of samples of one worker: epoch after epoch, each a keyed permutation of the
 * worker's shard. Sample i is a function of (seed, worker, i), so a round can start anywhere and be
 * computed again. Not thread-safe: it remembers the permutation of the epoch asked for last.
 */
public final class EpochOrder {
  private static final long ORDER = 0x6f72646572L; // "order"
  private static final long VISIT = 0x7669736974L; // "visit"
  private static final long DRAW = 0x64726177L; // "draw"

  private final int shardSize;
  private final RandomKey order;
  private final RandomKey visits;
  private final RandomKey draws;
  private long epoch;
  private KeyedPermutation permutation;

  /**
   * @param shardSize rows of this worker, at least 1
   * @param seed of the run
   */
  public EpochOrder(int shardSize, long seed, int worker) {
    if (shardSize < 1) {
      throw new IllegalArgumentException("shardSize must be >= 1, got " + shardSize);
    }
    this.shardSize = shardSize;
    this.order = RandomKey.of(seed).child(ORDER).child(worker);
    this.visits = RandomKey.of(seed).child(VISIT).child(worker);
    this.draws = RandomKey.of(seed).child(DRAW).child(worker);
    this.permutation = new KeyedPermutation(shardSize, order.child(0));
  }

  /** The epoch sample {@code sample} falls into, counted from 0. */
  public long epoch(long sample) {
    if (sample < 0) {
      throw new IndexOutOfBoundsException("sample must be >= 0, got " + sample);
    }
    return sample / shardSize;
  }

  /** The place in the shard that sample {@code sample} reads. */
  public int place(long sample) {
    long wanted = epoch(sample);
    if (wanted != epoch) {
      epoch = wanted;
      permutation = new KeyedPermutation(shardSize, order.child(wanted));
    }
    return (int) permutation.at(sample % shardSize);
  }

  /** One of the first {@code bound} rows of whatever order, for a sample outside of epochs. */
  public int draw(long sample, int bound) {
    return draws.child(sample).below(bound, 0);
  }

  /** Bits for what is drawn anew at this visit of the row, such as a crop. */
  public RandomKey visit(long sample) {
    return visits.child(sample);
  }
}
