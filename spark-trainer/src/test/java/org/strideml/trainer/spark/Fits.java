package org.strideml.trainer.spark;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.listen.TrainingListener;

/** Fits of small configurations to {@link Blobs}. */
final class Fits {
  static final Blobs TRAINING = new Blobs(301, 11);
  static final Blobs EVALUATION = new Blobs(90, 12);

  private Fits() {}

  static TrainingResult fit(
      JavaSparkContext spark, TrainerConfig config, Path checkpoints, TrainingListener... listeners)
      throws Exception {
    return trainer(spark, config, checkpoints, listeners)
        .fit(config.model().initialParameters(config.seed()));
  }

  static Trainer trainer(
      JavaSparkContext spark,
      TrainerConfig config,
      Path checkpoints,
      TrainingListener... listeners) {
    CheckpointStore store = new CheckpointStore(checkpoints.toString(), "test");
    return new Trainer(
        spark, config, new TrainingData(TRAINING, EVALUATION), store, List.of(listeners));
  }

  static double evaluate(JavaSparkContext spark, float[] parameters) {
    TrainerConfig config = org.strideml.trainer.round.Configs.tiny().config();
    try (Evaluator evaluator =
        new Evaluator(
            spark,
            EVALUATION,
            "evaluation-alone",
            config.model(),
            config.backend(),
            config.sync().workers(),
            config.evaluation().batchSize())) {
      return evaluator.evaluate(parameters).loss();
    }
  }
}
