package org.strideml.trainer.spark;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.kernels.Backend;
import org.strideml.kernels.DeviceStateLostException;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.checkpoint.WorkerCheckpoints;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.Replica;
import org.strideml.trainer.round.RoundOutcome;
import org.strideml.trainer.round.ShardBatches;
import org.strideml.trainer.round.WorkerState;

/**
 * One worker's rounds on an executor.
 *
 * <p>{@code inputs} are the worker's rounds since the last checkpoint, oldest first. When this
 * executor does not have the state that a round starts from, it is loaded from that checkpoint and
 * the rounds before it are computed again, which changes no bit of the result.
 *
 * @param checkpoint round of the run's checkpoint; none: the run's first start
 * @param inputs spans count this worker's rounds
 * @param batches the rows of the i-th of them
 */
record LocalTraining(
    RunPlan plan,
    int worker,
    OptionalLong checkpoint,
    List<RoundInput> inputs,
    IntFunction<ShardBatches> batches) {
  private static final Logger LOG = LoggerFactory.getLogger(LocalTraining.class);

  private record Start(WorkerState state, int restores, int replays) {}

  /**
   * Plays the last of the rounds.
   *
   * @param from number of the state it starts from
   * @param checkpointAfter run's round of the checkpoint that the state afterwards goes into, if
   *     any
   */
  Contribution run(long from, OptionalLong checkpointAfter) {
    ExecutorRun run = ExecutorRun.of(plan.runId());
    try {
      return attempt(run, from, checkpointAfter, 0);
    } catch (DeviceStateLostException lost) {
      LOG.warn(
          "worker {}: {}; round {} is computed again from its start",
          worker,
          lost.getMessage(),
          last().span().round());
      return attempt(run, from, checkpointAfter, 1);
    }
  }

  private RoundInput last() {
    return inputs.get(inputs.size() - 1);
  }

  private Contribution attempt(
      ExecutorRun run, long from, OptionalLong checkpointAfter, int recomputed) {
    return use(run, placed -> contribution(run, placed, from, checkpointAfter, recomputed));
  }

  private <R> R use(ExecutorRun run, Function<Placed<Replica>, R> work) {
    return run.replicas().use(plan.config().backend(), this::layOut, work);
  }

  private Replica layOut(Backend backend) {
    TrainerConfig config = plan.config();
    return new Replica(config, new Exchange(config, config.model().layout()), backend);
  }

  private Contribution contribution(
      ExecutorRun run,
      Placed<Replica> placed,
      long from,
      OptionalLong checkpointAfter,
      int recomputed) {
    Start start =
        plan.workers().isEmpty()
            ? new Start(WorkerState.none(), 0, 0)
            : startOf(run, placed.content(), inputs.size() - 1, from);
    RoundOutcome outcome = play(placed.content(), inputs.size() - 1, start.state());
    if (!plan.workers().isEmpty()) {
      run.states().put(worker, start.state());
      run.states().put(worker, outcome.endState());
      if (checkpointAfter.isPresent() && outcome.finite()) {
        WorkerCheckpoints.write(
            plan.checkpoints(), checkpointAfter.getAsLong(), worker, outcome.endState());
      }
    }
    return new Contribution(
        worker,
        outcome.message(),
        outcome.meanLoss(),
        outcome.squaredChange(),
        outcome.rows(),
        outcome.steps(),
        outcome.encodeNanos(),
        outcome.traffic(),
        recomputed,
        start.restores(),
        start.replays(),
        placed.on());
  }

  /** Writes the state that follows all of the rounds into the checkpoint of {@code round}. */
  void save(long round, long sequence) {
    ExecutorRun run = ExecutorRun.of(plan.runId());
    WorkerState state =
        run.states()
            .get(worker, sequence)
            .orElseGet(
                () ->
                    use(run, placed -> startOf(run, placed.content(), inputs.size(), sequence))
                        .state());
    WorkerCheckpoints.write(plan.checkpoints(), round, worker, state);
  }

  /** The state after {@code count} of the inputs, which has the number {@code round}. */
  private Start startOf(ExecutorRun run, Replica replica, int count, long round) {
    WorkerState cached = run.states().get(worker, round).orElse(null);
    if (cached != null) {
      return new Start(cached, 0, 0);
    }
    WorkerState state = restored();
    int restores = state.round() > 0 || round > 0 ? 1 : 0;
    for (int i = 0; i < count; i++) {
      state = play(replica, i, state).endState();
    }
    return new Start(state, restores, count);
  }

  private RoundOutcome play(Replica replica, int input, WorkerState state) {
    RoundInput round = inputs.get(input);
    return replica.run(worker, round.span(), round.weights().value(), state, batches.apply(input));
  }

  private WorkerState restored() {
    return checkpoint.isEmpty()
        ? plan.workers().initial()
        : WorkerCheckpoints.read(
            plan.checkpoints(), checkpoint.getAsLong(), worker, plan.workers().sizes());
  }
}
