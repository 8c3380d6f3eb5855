package org.strideml.benchmarks;

import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.Replica;
import org.strideml.trainer.round.RoundOutcome;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.round.ShardBatches;
import org.strideml.trainer.round.WorkerState;

/** Rounds of one worker, one after another. */
final class StepRounds {
  private static final long SEED = 1;

  private final StepCase step;
  private final Exchange exchange;
  private final Replica replica;
  private final ShardBatches batches;
  private final float[] parameters;
  private long round;

  StepRounds(StepCase step, TrainerConfig config, Exchange exchange, Replica replica) {
    this.step = step;
    this.exchange = exchange;
    this.replica = replica;
    Shard rows = step.rows();
    this.batches = ShardBatches.of(config, step.format(), rows, 0);
    this.parameters = step.model().initialParameters(SEED);
  }

  /** Plays a round; every round starts from the same parameters. */
  double nanosPerStep() {
    Message message = exchange.encodeWeights(parameters, round);
    RoundSpan span = new RoundSpan(round, round * step.steps(), step.steps());
    WorkerState fresh = WorkerState.none();
    RoundOutcome outcome = replica.run(0, span, message, fresh, batches);
    if (!outcome.finite()) {
      throw new IllegalStateException(
          step.name() + ": loss " + outcome.meanLoss() + " in round " + round);
    }
    round++;
    return (double) outcome.steps().total() / step.steps();
  }
}
