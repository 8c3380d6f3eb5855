package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Schedules;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.Replica;
import org.strideml.trainer.round.RoundOutcome;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.round.ShardBatches;
import org.strideml.trainer.round.WorkerState;

/**
 * The rate at which local steps make the multiply-adds they need, against the best matrix products
 * of the same core. A step is timed as a worker's task runs it: rows decoded into the batch, the
 * batch moved to the backend, forward, backward, optimizer, and its share of moving the parameters
 * back at the end of a round.
 */
final class StepBenchmark {
  private static final int WARM_UPS = 4;
  private static final int REPETITIONS = 15;
  private static final long SEED = 1;

  private StepBenchmark() {}

  static List<Measurement> measure() {
    List<Measurement> measurements = new ArrayList<>();
    for (StepCase step : StepCase.all()) {
      measurements.add(measure(step));
    }
    return measurements;
  }

  private static Backend cpu() {
    return Backends.open("cpu", "auto").backend();
  }

  private static Measurement measure(StepCase step) {
    TrainerConfig config = config(step);
    Exchange exchange = new Exchange(config, config.model().layout());
    double[] steps = new double[REPETITIONS];
    double[] products = new double[REPETITIONS];
    String instructionSet;
    try (Backend backend = cpu();
        Replica replica = new Replica(config, exchange, backend);
        BestProduct product = new BestProduct(cpu())) {
      instructionSet = backend.device().instructionSet();
      Rounds rounds = new Rounds(step, config, exchange, replica);
      for (int i = -WARM_UPS; i < REPETITIONS; i++) {
        double productRate = product.gigaflops();
        double stepRate = 2.0 * step.multiplyAdds() / rounds.nanosPerStep();
        if (i >= 0) {
          products[i] = productRate;
          steps[i] = stepRate;
        }
      }
    }
    Map<String, Object> params = step.params();
    params.put("repetitions", REPETITIONS);
    params.put("instructionSet", instructionSet);
    double best = Median.of(products);
    double rate = Median.of(steps);
    return new Measurement(
        Group.STEP.toString(),
        step.name(),
        params,
        rate,
        "GFLOP/s",
        "the best of sgemm " + BestProduct.SIZES + " on the same core",
        rate / best);
  }

  /** One worker, nothing quantized, moments that start from zero each round. */
  private static TrainerConfig config(StepCase step) {
    Codec none = Codecs.of("none", 0, 0);
    return new TrainerConfig(
        SEED,
        step.model(),
        step.optimizer(),
        0,
        Schedules.constant(step.learningRate()),
        new TrainerConfig.Sync(
            1, step.steps(), new Average(), TrainerConfig.StateMode.RESET, 64L << 20),
        new TrainerConfig.Compression(none, none, false, 0),
        new BackendChoice("cpu", "auto"),
        step.batchSize(),
        step.steps(),
        new TrainerConfig.Evaluation(0, step.batchSize(), 0),
        0);
  }

  /** Rounds of one worker, one after another. */
  private static final class Rounds {
    private final StepCase step;
    private final Exchange exchange;
    private final Replica replica;
    private final ShardBatches batches;
    private final float[] parameters;
    private long round;

    Rounds(StepCase step, TrainerConfig config, Exchange exchange, Replica replica) {
      this.step = step;
      this.exchange = exchange;
      this.replica = replica;
      Shard rows = step.rows();
      this.batches = ShardBatches.of(config, step.format(), rows, 0);
      this.parameters = step.model().initialParameters(SEED);
    }

    /** Plays a round; every round starts from the same parameters. */
    double nanosPerStep() {
      byte[] message = exchange.encodeWeights(parameters, round);
      RoundSpan span = new RoundSpan(round, round * step.steps(), step.steps());
      WorkerState fresh = WorkerState.none();
      RoundOutcome outcome = replica.run(0, span, message, fresh, batches);
      if (!outcome.finite()) {
        throw new IllegalStateException(
            step.name() + ": loss " + outcome.meanLoss() + " in round " + round);
      }
      round++;
      return (double) outcome.computeNanos() / step.steps();
    }
  }
}
