package org.strideml.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Precision;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.data.PixelFormat;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.data.ShardBuilder;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Schedules;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.round.Exchange;

/**
 * What a round costs beyond its work: a tiny model, two workers and one local step, everything from
 * encoding θ to the outer step, against broadcasting as many bytes, two tasks that return as many,
 * and collecting them ({@link BareJob}). Both run in the same context over the same cached
 * partitions, in turn.
 */
final class RoundBenchmark {
  private static final int WORKERS = 2;
  private static final int INPUTS = 8;
  private static final int ROWS = 16;
  private static final int WARM_UPS = 100;
  private static final int REPETITIONS = 201;
  private static final long SEED = 1;

  private RoundBenchmark() {}

  static List<Measurement> measure() throws Exception {
    double[] rounds = new double[REPETITIONS];
    double[] bare = new double[REPETITIONS];
    TrainerConfig config = config();
    Exchange exchange;
    try (JavaSparkContext spark = LocalSpark.start(WORKERS)) {
      JavaRDD<Shard> shards = spark.parallelize(List.of(0, 1), WORKERS).map(i -> rows()).cache();
      shards.count();
      PixelFormat format = new PixelFormat(INPUTS, 1.0 / 255);
      try (SparkTraining training = new SparkTraining(spark, shards, "bench", config, format)) {
        exchange = training.exchange();
        BareJob bareJob = new BareJob(spark, shards, exchange);
        for (int i = -WARM_UPS; i < REPETITIONS; i++) {
          double bareMillis = bareJob.millis();
          double roundMillis = 1e-6 * training.nanos();
          if (i >= 0) {
            bare[i] = bareMillis;
            rounds[i] = roundMillis;
          }
        }
      }
    }
    double value = Median.of(rounds);
    return List.of(
        new Measurement(
            Group.ROUND.toString(),
            "round-empty",
            params(config, exchange),
            value,
            "ms",
            "a bare broadcast, two tasks and collect of the same bytes",
            value / Median.of(bare)));
  }

  private static Map<String, Object> params(TrainerConfig config, Exchange exchange) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("master", "local[2]");
    params.put("parameters", config.model().layout().size());
    params.put("workers", WORKERS);
    params.put("period", 1);
    params.put("bytesDown", exchange.weightsSize());
    params.put("bytesUp", WORKERS * exchange.contributionSize());
    params.put("repetitions", REPETITIONS);
    return params;
  }

  private static TrainerConfig config() {
    Codec none = Codecs.of("none", 0, 0);
    return new TrainerConfig(
        SEED,
        Mlp.of(INPUTS, List.of(16), Head.multiclass(3), Activation.RELU),
        new Sgd(0, false, 0),
        0,
        Schedules.constant(0.01),
        TrainerConfig.Sync.every(
            1, WORKERS, new Average(), TrainerConfig.StateMode.KEEP, 64L << 20),
        new TrainerConfig.Compression(none, none, false, 0),
        new BackendChoice("cpu", "auto", Precision.FP32),
        4,
        WARM_UPS + REPETITIONS,
        new TrainerConfig.Evaluation(0, 4, 0),
        0);
  }

  private static Shard rows() {
    ShardBuilder builder = new ShardBuilder(ROWS, INPUTS, true);
    byte[] row = new byte[INPUTS];
    for (int place = 0; place < ROWS; place++) {
      row[place % INPUTS]++;
      builder.put(place, row, 0, row.length, place % 3);
    }
    return builder.build();
  }
}
