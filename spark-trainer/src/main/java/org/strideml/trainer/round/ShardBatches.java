package org.strideml.trainer.round;

import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.EpochOrder;
import org.strideml.trainer.data.Pacing;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.model.Batch;

/**
 * A worker's endless stream over its shard: step s reads samples s·B … s·B+B−1, and sample i is the
 * row at place {@code i mod n} of epoch {@code i / n}'s permutation. Batches run across epoch
 * borders, so every batch is full and a step number is all the position there is. While a {@link
 * Pacing} opens only some rows, a sample is one of those.
 */
public final class ShardBatches implements BatchSource {
  private final Shard shard;
  private final EpochOrder order;
  private final RecordFormat format;
  private final RandomKey keys;
  private final Pacing pacing;
  private final long steps;

  /** Worker {@code worker}'s stream in a run of this configuration. */
  public static ShardBatches of(
      TrainerConfig config, RecordFormat format, Shard shard, int worker) {
    return new ShardBatches(
        shard,
        new EpochOrder(shard.size(), config.seed(), worker),
        format,
        Purpose.STEP.key(config.seed()).child(worker),
        config.pacing(),
        config.steps());
  }

  private ShardBatches(
      Shard shard,
      EpochOrder order,
      RecordFormat format,
      RandomKey keys,
      Pacing pacing,
      long steps) {
    this.shard = shard;
    this.order = order;
    this.format = format;
    this.keys = keys;
    this.pacing = pacing;
    this.steps = steps;
  }

  @Override
  public void fill(Batch batch, long step) {
    int rows = batch.rows();
    batch.setKey(keys.child(step));
    long first = Math.multiplyExact(step, (long) rows);
    int open = pacing.open(shard.size(), step, steps);
    for (int slot = 0; slot < rows; slot++) {
      long sample = first + slot;
      int place =
          open < shard.size() ? shard.ranked(order.draw(sample, open)) : order.place(sample);
      shard.fill(batch, slot, place, format, order.visit(sample));
    }
  }
}
