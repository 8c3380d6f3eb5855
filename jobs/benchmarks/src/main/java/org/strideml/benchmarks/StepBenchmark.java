package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.Precision;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.Replica;

/**
 * The rate at which local steps make the multiply-adds they need, against the best matrix products
 * of the same core. A step is timed as a worker's task runs it: rows decoded into the batch, the
 * batch moved to the backend, forward, backward, optimizer, and its share of moving the parameters
 * back at the end of a round.
 */
final class StepBenchmark {
  private static final int WARM_UPS = 4;
  private static final int REPETITIONS = 15;

  private StepBenchmark() {}

  static List<Measurement> measure() {
    List<Measurement> measurements = new ArrayList<>();
    for (StepCase step : StepCase.all()) {
      measurements.add(measure(step));
    }
    try {
      measurements.add(bf16(StepCase.gpt()));
    } catch (NoDeviceException e) {
      System.err.println("left out: " + e.getMessage());
    }
    return measurements;
  }

  /** The same step in both precisions, in turn. */
  private static Measurement bf16(StepCase step) {
    double[] single = new double[REPETITIONS];
    double[] half = new double[REPETITIONS];
    String instructionSet;
    TrainerConfig config = config(step, Precision.FP32);
    TrainerConfig bf16Config = config(step, Precision.BF16);
    Exchange exchange = new Exchange(config, config.model().layout());
    try (Backend bf16 = cpu(Precision.BF16);
        Replica bf16Replica = new Replica(bf16Config, exchange, bf16);
        Replica replica = new Replica(config, exchange, cpu(Precision.FP32))) {
      instructionSet = bf16.device().instructionSet();
      StepRounds rounds = new StepRounds(step, config, exchange, replica);
      StepRounds bf16Rounds = new StepRounds(step, bf16Config, exchange, bf16Replica);
      for (int i = -WARM_UPS; i < REPETITIONS; i++) {
        double nanos = rounds.nanosPerStep();
        double bf16Nanos = bf16Rounds.nanosPerStep();
        if (i >= 0) {
          single[i] = nanos;
          half[i] = bf16Nanos;
        }
      }
    }
    Map<String, Object> params = step.params();
    params.put("repetitions", REPETITIONS);
    params.put("instructionSet", instructionSet);
    double nanos = Median.of(half);
    return new Measurement(
        Group.STEP.toString(),
        step.name() + "-bf16",
        params,
        1e9 * step.batchSize() / nanos,
        "samples/s",
        "the same step in fp32",
        Median.of(single) / nanos);
  }

  /** One worker whose every round starts afresh. */
  static TrainerConfig config(StepCase step, Precision precision) {
    return step.config(1, step.steps(), 1, TrainerConfig.StateMode.RESET, precision);
  }

  private static Backend cpu(Precision precision) {
    return Backends.open("cpu", "auto", precision).backend();
  }

  private static Measurement measure(StepCase step) {
    TrainerConfig config = config(step, Precision.FP32);
    Exchange exchange = new Exchange(config, config.model().layout());
    double[] steps = new double[REPETITIONS];
    double[] products = new double[REPETITIONS];
    String instructionSet;
    try (Backend backend = cpu(Precision.FP32);
        Replica replica = new Replica(config, exchange, backend);
        BestProduct product = new BestProduct(cpu(Precision.FP32))) {
      instructionSet = backend.device().instructionSet();
      StepRounds rounds = new StepRounds(step, config, exchange, replica);
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
}
