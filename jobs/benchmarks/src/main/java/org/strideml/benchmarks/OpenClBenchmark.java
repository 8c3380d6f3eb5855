package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.kernels.Precision;
import org.strideml.kernels.opencl.OpenClBackend;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.Replica;

/**
 * The first OpenCL device against the backend cpu on one core, in turn in the same process: matrix
 * products of named shapes and whole training steps. With PoCL the device is the processor itself,
 * and the figures say what is wasted, not what a graphics card would do.
 *
 * <p>Kernel and launch time are told apart by two calibrations: a list of one command and one of
 * {@value #COMMANDS}, each of which does next to nothing, give the price of an execution and of a
 * command in it. The kernel time of anything is what is left after these.
 */
final class OpenClBenchmark {
  private static final int WARM_UPS = 3;
  private static final int REPETITIONS = 9;
  private static final int COMMANDS = 60;

  private final List<Measurement> measurements = new ArrayList<>();
  private double executionNanos;
  private double commandNanos;

  private OpenClBenchmark() {}

  static List<Measurement> measure() {
    OpenClBenchmark benchmark = new OpenClBenchmark();
    benchmark.products();
    benchmark.step(StepCase.mlp());
    benchmark.step(StepCase.gpt());
    return benchmark.measurements;
  }

  private static OpenClBackend device() {
    return OpenClBackend.open("auto");
  }

  private static Backend cpu() {
    return Backends.open("cpu", "auto").backend();
  }

  private void products() {
    try (OpenClBackend opencl = device();
        Backend cpu = cpu()) {
      System.err.println("OpenCL device: " + opencl.device());
      DenseProducts there = new DenseProducts(opencl);
      DenseProducts here = new DenseProducts(cpu);
      launches(opencl, there);
      for (int shape = 0; shape < DenseProducts.SHAPES.size(); shape++) {
        product(opencl, there, here, shape);
      }
    }
  }

  private void launches(OpenClBackend opencl, DenseProducts there) {
    double[] one = new double[REPETITIONS];
    double[] many = new double[REPETITIONS];
    for (int i = -WARM_UPS; i < REPETITIONS; i++) {
      double single = there.nanosOfNothing(1);
      double list = there.nanosOfNothing(COMMANDS);
      if (i >= 0) {
        one[i] = single;
        many[i] = list;
      }
    }
    commandNanos = Math.max(0, (Median.of(many) - Median.of(one)) / (COMMANDS - 1));
    executionNanos = Math.max(0, Median.of(one) - 2 * commandNanos);
    add(
        "opencl-launch",
        params(opencl),
        1e-3 * executionNanos,
        "us an execution",
        "a command in a list",
        executionNanos / commandNanos);
  }

  private void product(OpenClBackend opencl, DenseProducts there, DenseProducts here, int which) {
    DenseProducts.Shape shape = DenseProducts.SHAPES.get(which);
    double[] theirs = new double[REPETITIONS];
    double[] ours = new double[REPETITIONS];
    double launching = 0;
    for (int i = -WARM_UPS; i < REPETITIONS; i++) {
      double before = launchNanos(opencl);
      double nanos = there.nanos(which);
      launching = launchNanos(opencl) - before;
      double cpuNanos = here.nanos(which);
      if (i >= 0) {
        theirs[i] = nanos;
        ours[i] = cpuNanos;
      }
    }
    double flops = shape.flops() * DenseProducts.runs(shape);
    double nanos = Median.of(theirs);
    Map<String, Object> params = params(opencl);
    params.put("layout", shape.layout());
    params.put("kernelShare", (nanos - launching) / nanos);
    params.put("gigaflopsWithoutLaunches", flops / (nanos - launching));
    add(
        "opencl-gemm-" + shape.name(),
        params,
        flops / nanos,
        "GFLOP/s",
        "the backend cpu on one core",
        Median.of(ours) / nanos);
  }

  private void step(StepCase step) {
    TrainerConfig config = StepBenchmark.config(step, Precision.FP32);
    Exchange exchange = new Exchange(config, config.model().layout());
    double[] theirs = new double[REPETITIONS];
    double[] ours = new double[REPETITIONS];
    double launching = 0;
    try (OpenClBackend opencl = device();
        Replica there = new Replica(config, exchange, opencl);
        Replica here = new Replica(config, exchange, cpu())) {
      StepRounds rounds = new StepRounds(step, config, exchange, there);
      StepRounds cpuRounds = new StepRounds(step, config, exchange, here);
      for (int i = -WARM_UPS; i < REPETITIONS; i++) {
        double before = launchNanos(opencl);
        double nanos = rounds.nanosPerStep();
        launching = (launchNanos(opencl) - before) / step.steps();
        double cpuNanos = cpuRounds.nanosPerStep();
        if (i >= 0) {
          theirs[i] = nanos;
          ours[i] = cpuNanos;
        }
      }
      double nanos = Median.of(theirs);
      Map<String, Object> params = step.params();
      params.putAll(params(opencl));
      params.put("millisecondsLaunching", 1e-6 * launching);
      params.put("millisecondsCpu", 1e-6 * Median.of(ours));
      add(
          "opencl-" + step.name(),
          params,
          1e-6 * nanos,
          "ms",
          "the backend cpu on one core",
          nanos / Median.of(ours));
    }
  }

  /** What all executions and commands so far have cost beside the work in them. */
  private double launchNanos(OpenClBackend opencl) {
    return opencl.traffic().launches() * executionNanos + opencl.commands() * commandNanos;
  }

  private static Map<String, Object> params(OpenClBackend opencl) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("device", opencl.device().name());
    params.put("vendor", opencl.device().vendor());
    params.put("repetitions", REPETITIONS);
    return params;
  }

  private void add(
      String name,
      Map<String, Object> params,
      double value,
      String unit,
      String against,
      double ratio) {
    measurements.add(
        new Measurement(Group.OPENCL.toString(), name, params, value, unit, against, ratio));
  }
}
