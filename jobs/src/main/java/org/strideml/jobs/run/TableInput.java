package org.strideml.jobs.run;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ModelConfig;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.config.StrideConfig.Table;
import org.strideml.jobs.config.TaskName;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.data.Preprocessings;
import org.strideml.trainer.data.table.TablePreprocessing;
import org.strideml.trainer.data.table.TableSettings;
import org.strideml.trainer.data.table.TableSettings.Reader;
import org.strideml.trainer.data.table.TableSettings.Split;
import org.strideml.trainer.data.table.Target;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.spark.table.TableData;
import org.strideml.trainer.spark.table.TableRows;

/** A configuration of a table met with Spark. */
public final class TableInput {
  private TableInput() {}

  /** The table that a configuration names. */
  static TableData open(StrideConfig config, JavaSparkContext spark) {
    TableSettings settings = config.data().table().orElseThrow().settings();
    Configuration hadoop = spark.hadoopConfiguration();
    Split split = settings.split();
    boolean files = !settings.reader().format().isEmpty();
    TableSettings located =
        new TableSettings(
            located(settings.reader(), hadoop),
            settings.missing(),
            settings.badRows(),
            new Split(
                split.type(),
                files && !split.path().isEmpty()
                    ? TrainingInput.located(split.path(), hadoop)
                    : split.path(),
                split.fraction(),
                split.column(),
                split.value()),
            settings.columns(),
            settings.encoding(),
            settings.weighting(),
            settings.dealtBy());
    return new TableData(spark, located, config.run().seed());
  }

  /**
   * Reads the table and learns from its training rows, unless a saved model has.
   *
   * @param saved the model that {@code model.init} names
   */
  static PreparedRows prepare(
      StrideConfig config, JavaSparkContext spark, Optional<SavedModel> saved) {
    TableData tables = open(config, spark);
    TableData.Prepared prepared =
        saved.isPresent()
                && Preprocessings.fromJson(saved.get().preprocessing())
                    instanceof TablePreprocessing like
            ? tables.like(like)
            : tables.learn();
    return new PreparedRows(
        new TrainingData(prepared.training(), prepared.evaluation()),
        prepared.training().preprocessing(),
        TableReport.of(prepared));
  }

  /** A reader that finds its files from every machine. */
  private static Reader located(Reader reader, Configuration hadoop) {
    boolean file = !reader.format().isEmpty() && !reader.path().isEmpty();
    return file ? reader.at(TrainingInput.located(reader.path(), hadoop)) : reader;
  }

  /**
   * Rows that a trained model is to score.
   *
   * @param place file or folder, or the name of a table, read as the configuration says
   */
  public static TableRows toScore(
      StrideConfig config, JavaSparkContext spark, TablePreprocessing learned, String place) {
    Reader reader = config.data().table().orElseThrow().settings().reader().at(place);
    return open(config, spark).toScore(located(reader, spark.hadoopConfiguration()), learned);
  }

  /** The architecture for rows like these. */
  static Model model(StrideConfig config, TablePreprocessing table) {
    ModelConfig.Mlp shape = (ModelConfig.Mlp) config.model();
    return shape.model(table.features(), table.codes(), head(config, table));
  }

  private static Head head(StrideConfig config, TablePreprocessing table) {
    TaskName task = config.data().table().map(Table::task).orElse(TaskName.AUTO);
    if (table.target() instanceof Target.Classes classes) {
      int count = classes.names().size();
      if (task == TaskName.BINARY && count != 2) {
        throw new ConfigException(
            "model.task = binary needs two classes, got %d in column %s: %s"
                .formatted(count, classes.column(), classes.names()));
      }
      return count == 2 && task != TaskName.MULTICLASS ? Head.binary() : Head.multiclass(count);
    }
    return table.target() instanceof Target.Numbers numbers
        ? Head.regression(numbers.values())
        : Head.multilabel(table.target().values());
  }
}
