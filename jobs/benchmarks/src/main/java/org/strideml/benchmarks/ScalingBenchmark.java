package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.kernels.Precision;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.Shard;

/**
 * Rows per second of two workers over those of one, 16 steps between averages, on {@code local[2]};
 * against what a second process gains that multiplies matrices beside a first, which is what this
 * machine's two cores have to give. All four take turns.
 */
final class ScalingBenchmark {
  private static final int PERIOD = 16;
  private static final int WARM_UPS = 3;
  private static final int REPETITIONS = 9;

  private ScalingBenchmark() {}

  static List<Measurement> measure() throws Exception {
    List<Measurement> measurements = new ArrayList<>();
    try (JavaSparkContext spark = LocalSpark.start(2);
        LineProcess first = ProductProcess.start();
        LineProcess second = ProductProcess.start()) {
      Products products = new Products(first, second);
      measurements.add(measure(spark, "scaling-mlp", StepCase.mlp(), products));
      measurements.add(measure(spark, "scaling-quickstart", StepCase.quickstart(), products));
    }
    return measurements;
  }

  private static Measurement measure(
      JavaSparkContext spark, String name, StepCase step, Products products) throws Exception {
    double[] one = new double[REPETITIONS];
    double[] two = new double[REPETITIONS];
    double[] alone = new double[REPETITIONS];
    double[] together = new double[REPETITIONS];
    try (SparkTraining single = training(spark, name + "-1", step, 1);
        SparkTraining pair = training(spark, name + "-2", step, 2)) {
      for (int i = -WARM_UPS; i < REPETITIONS; i++) {
        double aloneRate = products.alone();
        double singleNanos = single.nanos();
        double togetherRate = products.together();
        double pairNanos = pair.nanos();
        if (i >= 0) {
          alone[i] = aloneRate;
          together[i] = togetherRate;
          one[i] = singleNanos;
          two[i] = pairNanos;
        }
      }
    }
    double gain = 2 * Median.of(one) / Median.of(two);
    double possible = Median.of(together) / Median.of(alone);
    Map<String, Object> params = step.params();
    params.put("master", "local[2]");
    params.put("period", PERIOD);
    params.put("repetitions", REPETITIONS);
    params.put("productGain", possible);
    return new Measurement(
        Group.SCALING.toString(),
        name,
        params,
        gain,
        "times one worker",
        "what a second process of matrix products gains",
        gain / possible);
  }

  private static SparkTraining training(
      JavaSparkContext spark, String name, StepCase step, int workers) {
    List<Integer> indices = IntStream.range(0, workers).boxed().toList();
    JavaRDD<Shard> shards = spark.parallelize(indices, workers).map(i -> step.rows()).cache();
    shards.count();
    TrainerConfig config =
        step.config(
            workers, PERIOD, WARM_UPS + REPETITIONS, TrainerConfig.StateMode.KEEP, Precision.FP32);
    return new SparkTraining(spark, shards, name, config, step.format());
  }

  /** GFLOP/s of one process, and of both at the same time. */
  private record Products(LineProcess first, LineProcess second) {
    double alone() throws Exception {
      return Double.parseDouble(first.ask("go"));
    }

    double together() throws Exception {
      first.tell("go");
      second.tell("go");
      return Double.parseDouble(first.answer()) + Double.parseDouble(second.answer());
    }
  }
}
