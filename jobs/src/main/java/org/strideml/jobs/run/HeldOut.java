package org.strideml.jobs.run;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.ImagePreprocessing;
import org.strideml.trainer.data.LibsvmPreprocessing;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.Preprocessings;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.data.TextCorpus;
import org.strideml.trainer.data.TextPreprocessing;
import org.strideml.trainer.data.TextSettings;
import org.strideml.trainer.data.table.TablePreprocessing;
import org.strideml.trainer.metric.Quality;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.spark.Evaluator;

/** The rows that training never saw, read with what a saved model has learned of its data. */
public final class HeldOut {
  private HeldOut() {}

  /** What the predictions of a saved model for the held-out rows its settings name are worth. */
  public static Quality evaluate(JavaSparkContext spark, StrideConfig config, SavedModel saved) {
    RowSet rows = open(config, spark, Preprocessings.fromJson(saved.preprocessing()));
    try (Evaluator evaluator =
        new Evaluator(
            spark,
            rows,
            "evaluate",
            saved.model(),
            config.backend(),
            config.sync().workers(),
            config.train().evaluationBatchSize())) {
      return evaluator.evaluate(saved.parameters());
    }
  }

  private static RowSet open(
      StrideConfig config, JavaSparkContext spark, Preprocessing preprocessing) {
    if (preprocessing instanceof TablePreprocessing table) {
      return TableInput.open(config, spark).heldOut(table);
    }
    Configuration hadoop = spark.hadoopConfiguration();
    DataFiles files = new DataFiles(hadoop);
    String path = TrainingInput.located(config.data().path(), hadoop);
    if (preprocessing instanceof ImagePreprocessing images) {
      return ImageInput.heldOut(config, files, path, images);
    }
    if (preprocessing instanceof LibsvmPreprocessing learned) {
      return LibsvmInput.evaluation(config, hadoop, learned);
    }
    TextPreprocessing text = (TextPreprocessing) preprocessing;
    TextSettings settings =
        new TextSettings(List.of(path), text.context(), config.data().holdout());
    return TextCorpus.open(files, settings, text.tokenizer())
        .evaluation()
        .orElseThrow(() -> new ConfigException("data.holdout must be above 0 to evaluate, got 0"));
  }
}
