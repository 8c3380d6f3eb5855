package org.strideml.trainer.spark;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.TaskContext;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.round.ShardBatches;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * One worker's task of one round.
 *
 * <p>The last of {@code inputs} is this round. The others are the rounds since the last checkpoint,
 * oldest first, in case they must be computed again; see {@link LocalTraining}.
 */
final class RoundTask extends AbstractFunction1<Iterator<Shard>, Contribution>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RunPlan plan;
  private final List<RoundInput> inputs;
  private final boolean checkpointAfter;

  /**
   * @param inputs serializable list; this round last
   * @param checkpointAfter whether the worker's state is to be written when the round is done
   */
  RoundTask(RunPlan plan, List<RoundInput> inputs, boolean checkpointAfter) {
    this.plan = plan;
    this.inputs = inputs;
    this.checkpointAfter = checkpointAfter;
  }

  @Override
  public Contribution apply(Iterator<Shard> shards) {
    int worker = TaskContext.getPartitionId();
    long round = inputs.get(inputs.size() - 1).span().round();
    return training(plan, worker, inputs, shards.next())
        .run(
            plan.stateBefore(worker, round),
            checkpointAfter ? OptionalLong.of(round + 1) : OptionalLong.empty());
  }

  /**
   * A worker's rounds since the last checkpoint, those it takes part in.
   *
   * @param inputs of all workers, oldest first
   */
  static LocalTraining training(RunPlan plan, int worker, List<RoundInput> inputs, Shard shard) {
    ShardBatches batches = ShardBatches.of(plan.config(), plan.format(), shard, worker);
    long base = inputs.get(0).span().round();
    return new LocalTraining(
        plan,
        worker,
        base == 0 ? OptionalLong.empty() : OptionalLong.of(base),
        inputs.stream().filter(input -> plan.takesPart(worker, input.span().round())).toList(),
        input -> batches);
  }
}
