package org.strideml.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Precision;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.IdxSource;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Schedules;
import org.strideml.trainer.spark.Evaluator;
import org.strideml.trainer.spark.Shards;

/**
 * Time to 79 % test accuracy on Fashion-MNIST with one hidden layer, on {@code local[2]}: Stride
 * against Spark MLlib's {@code MultilayerPerceptronClassifier}. Both start when their rows are
 * cached, and neither's evaluation counts. Stride's slowest run counts, which is its first.
 */
final class MllibBenchmark {
  static final double ACCURACY = 0.79;
  static final int HIDDEN = 128;
  private static final int WORKERS = 2;
  private static final int BATCH_SIZE = 64;
  private static final int MAX_ROUNDS = 200;
  private static final int RUNS = 3;

  private MllibBenchmark() {}

  static List<Measurement> measure(Path data) throws Exception {
    DataFiles files = new DataFiles(new Configuration());
    String folder = data.toAbsolutePath().toString();
    IdxSource training = IdxSource.training(files, folder, OptionalInt.empty());
    IdxSource evaluation = IdxSource.evaluation(files, folder, training.preprocessing());
    double[] seconds = new double[RUNS];
    try (JavaSparkContext spark = LocalSpark.start(WORKERS)) {
      for (int run = 0; run < RUNS; run++) {
        seconds[run] = seconds(spark, training, evaluation, run);
      }
    }
    MllibPerceptron.Result mllib = MllibPerceptron.train(files, folder, HIDDEN, ACCURACY);
    double value = Arrays.stream(seconds).max().orElseThrow();
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("model", "mlp 784-" + HIDDEN + "-10");
    params.put("accuracy", ACCURACY);
    params.put("seconds", seconds);
    params.put("mllibSeconds", mllib.seconds());
    params.put("mllibIterations", mllib.iterations());
    params.put("mllibAccuracy", mllib.accuracy());
    return List.of(
        new Measurement(
            Group.MLLIB.toString(),
            "mllib-perceptron",
            params,
            value,
            "s to 79 % accuracy",
            "MultilayerPerceptronClassifier; ratio: how many times longer it takes, or at least takes",
            mllib.seconds() / value));
  }

  private static double seconds(
      JavaSparkContext spark, IdxSource training, IdxSource evaluation, int run) throws Exception {
    TrainerConfig config = config(training);
    JavaRDD<Shard> shards = Shards.load(spark, training, WORKERS, config.seed());
    String name = "mllib-" + run;
    try (SparkTraining rounds = new SparkTraining(spark, shards, name, config, training.format());
        Evaluator evaluator =
            new Evaluator(
                spark,
                evaluation,
                name + "-evaluation",
                config.model(),
                config.backend(),
                2,
                256)) {
      double nanos = 0;
      for (int round = 0; round < MAX_ROUNDS; round++) {
        nanos += rounds.nanos();
        if (evaluator.evaluate(rounds.parameters()).figures().get("accuracy") >= ACCURACY) {
          return 1e-9 * nanos;
        }
      }
      throw new IllegalStateException(
          "no accuracy of " + ACCURACY + " within " + MAX_ROUNDS + " rounds");
    } finally {
      shards.unpersist(true);
    }
  }

  private static TrainerConfig config(IdxSource training) {
    Mlp model =
        Mlp.of(
            training.preprocessing().pixels(),
            List.of(HIDDEN),
            Head.multiclass(training.preprocessing().classes()),
            Activation.RELU);
    Codec none = Codecs.of("none", 0, 0);
    return new TrainerConfig(
        1,
        model,
        new AdamW(0.9, 0.999, 1e-8, 0),
        0,
        Schedules.constant(1e-3),
        TrainerConfig.Sync.every(
            16, WORKERS, new Average(), TrainerConfig.StateMode.KEEP, 64L << 20),
        new TrainerConfig.Compression(none, none, false, 0),
        new BackendChoice("cpu", "auto", Precision.FP32),
        BATCH_SIZE,
        16L * MAX_ROUNDS,
        new TrainerConfig.Evaluation(0, 256, 0),
        0);
  }
}
