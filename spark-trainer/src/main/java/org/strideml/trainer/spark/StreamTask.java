package org.strideml.trainer.spark;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.round.ShardBatches;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * One assignment of one worker.
 *
 * @param checkpoint the run's last, -1 for none; {@code history} begins there
 * @param history the worker's assignments since, this one last
 */
final class StreamTask extends AbstractFunction1<Iterator<IntFunction<Shard>>, Contribution>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private final RunPlan plan;
  private final int worker;
  private final long checkpoint;
  private final List<StreamInput> history;

  StreamTask(RunPlan plan, int worker, long checkpoint, List<StreamInput> history) {
    this.plan = plan;
    this.worker = worker;
    this.checkpoint = checkpoint;
    this.history = history;
  }

  @Override
  public Contribution apply(Iterator<IntFunction<Shard>> shards) {
    long from = history.get(history.size() - 1).round().span().round();
    return training(plan, worker, checkpoint, history, shards.next())
        .run(from, OptionalLong.empty());
  }

  /** A worker's assignments as rounds over whatever shards they were for. */
  static LocalTraining training(
      RunPlan plan,
      int worker,
      long checkpoint,
      List<StreamInput> history,
      IntFunction<Shard> shards) {
    return new LocalTraining(
        plan,
        worker,
        checkpoint < 0 ? OptionalLong.empty() : OptionalLong.of(checkpoint),
        history.stream().map(StreamInput::round).toList(),
        input -> {
          int shard = history.get(input).shard();
          return ShardBatches.of(plan.config(), plan.format(), shards.apply(shard), shard);
        });
  }
}
