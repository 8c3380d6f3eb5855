package org.strideml.trainer.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.kernels.Backend;
import org.strideml.kernels.DeviceStateLostException;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.checkpoint.WorkerCheckpoints;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.Replica;
import org.strideml.trainer.round.RoundOutcome;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.round.ShardBatches;
import org.strideml.trainer.round.WorkerState;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * One worker's task of one round.
 *
 * <p>The last of {@code inputs} is this round. The others are the rounds since the last checkpoint,
 * oldest first: when this executor does not have the worker's state, it is loaded from that
 * checkpoint and those rounds are computed again, which changes no bit of the result.
 */
final class RoundTask extends AbstractFunction1<Iterator<Shard>, Contribution>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RoundTask.class);

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
    Shard shard = shards.next();
    ExecutorRun run = ExecutorRun.of(plan.runId());
    try {
      return attempt(run, worker, shard);
    } catch (DeviceStateLostException lost) {
      LOG.warn(
          "worker {}: {}; round {} is computed again from its start",
          worker,
          lost.getMessage(),
          current().span().round());
      return attempt(run, worker, shard);
    }
  }

  private RoundInput current() {
    return inputs.get(inputs.size() - 1);
  }

  private Contribution attempt(ExecutorRun run, int worker, Shard shard) {
    TrainerConfig config = plan.config();
    return run.replicas()
        .use(
            () -> ExecutorRun.place(config.backend(), this::layOut),
            replica -> contribution(run, replica, worker, shard));
  }

  private Replica layOut(Backend backend) {
    TrainerConfig config = plan.config();
    return new Replica(config, new Exchange(config, config.model().layout()), backend);
  }

  private Contribution contribution(
      ExecutorRun run, ExecutorRun.Placed<Replica> placed, int worker, Shard shard) {
    ShardBatches batches = ShardBatches.of(plan.config(), plan.format(), shard, worker);
    RoundSpan span = current().span();
    WorkerState start = null;
    int restores = 0;
    int replays = 0;
    if (plan.workers().isEmpty()) {
      start = WorkerState.none();
    } else {
      start = run.states().get(worker, span.round()).orElse(null);
    }
    if (start == null) {
      start = restore(worker);
      restores = start.round() > 0 || span.round() > 0 ? 1 : 0;
      for (RoundInput missed : inputs.subList(0, inputs.size() - 1)) {
        start = play(placed.content(), missed, worker, start, batches).endState();
        replays++;
      }
    }
    RoundOutcome outcome = play(placed.content(), current(), worker, start, batches);
    if (!plan.workers().isEmpty()) {
      run.states().put(worker, start);
      run.states().put(worker, outcome.endState());
      if (checkpointAfter && outcome.finite()) {
        WorkerCheckpoints.write(plan.checkpoints(), worker, outcome.endState());
      }
    }
    return new Contribution(
        worker,
        outcome.message(),
        outcome.meanLoss(),
        outcome.rows(),
        outcome.steps(),
        outcome.encodeNanos(),
        outcome.traffic(),
        restores,
        replays,
        placed.on());
  }

  private static RoundOutcome play(
      Replica replica, RoundInput input, int worker, WorkerState state, ShardBatches batches) {
    return replica.run(worker, input.span(), input.weights().value(), state, batches);
  }

  private WorkerState restore(int worker) {
    long base = inputs.get(0).span().round();
    return base == 0
        ? plan.workers().initial()
        : WorkerCheckpoints.read(plan.checkpoints(), base, worker, plan.workers().sizes());
  }
}
