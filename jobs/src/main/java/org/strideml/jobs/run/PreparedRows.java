package org.strideml.jobs.run;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ModelConfig;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.config.StrideConfig.Data;
import org.strideml.jobs.config.StrideConfig.Images;
import org.strideml.jobs.config.StrideConfig.Order;
import org.strideml.jobs.config.StrideConfig.Table;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.Preprocessings;
import org.strideml.trainer.data.RandomRanking;
import org.strideml.trainer.data.RankedRows;
import org.strideml.trainer.data.Ranking;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.data.SkewedRows;
import org.strideml.trainer.data.table.TableSettings.SplitType;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.round.LossRanking;

/**
 * A configuration's data, opened, checked and learned from; no model yet.
 *
 * @param data training and held-out rows
 * @param preprocessing what was learned from the training rows
 * @param report what was found out about the rows of a table or of libsvm files
 */
public record PreparedRows(TrainingData data, Preprocessing preprocessing, TableReport report) {

  /** Everything of a configuration that decides what {@link #open} gives. */
  record Key(
      Data data,
      Images images,
      String tokens,
      OptionalInt context,
      Optional<java.nio.file.Path> init,
      OptionalLong seed) {

    static Key of(StrideConfig config) {
      boolean drawn =
          config
              .data()
              .table()
              .map(Table::settings)
              .filter(settings -> settings.split().type() == SplitType.FRACTION)
              .isPresent();
      boolean text = config.model() instanceof ModelConfig.Decoder;
      return new Key(
          config.data(),
          config.images(),
          text ? ((ModelConfig.Decoder) config.model()).tokenizer().name() : "",
          text
              ? OptionalInt.of(((ModelConfig.Decoder) config.model()).context())
              : OptionalInt.empty(),
          config.init(),
          drawn ? OptionalLong.of(config.run().seed()) : OptionalLong.empty());
    }
  }

  /**
   * @param spark reads tables; its Hadoop settings are those of the file systems of other data
   * @throws ConfigException when settings do not fit the data
   */
  static PreparedRows open(StrideConfig config, JavaSparkContext spark) throws IOException {
    return config.data().format().isTable()
        ? TableInput.prepare(config, spark, TrainingInput.saved(config)).dealt(config)
        : open(config, spark.hadoopConfiguration());
  }

  /** As {@link #open(StrideConfig, JavaSparkContext)}, of data that is no table. */
  static PreparedRows open(StrideConfig config, Configuration hadoop) throws IOException {
    Optional<SavedModel> saved = TrainingInput.saved(config);
    PreparedRows rows =
        switch (config.data().format()) {
          case IDX, CIFAR -> ImageInput.prepare(config, hadoop);
          case LIBSVM -> LibsvmInput.prepare(config, hadoop, saved);
          default -> TextInput.prepare(config, hadoop, saved);
        };
    return rows.dealt(config);
  }

  /** The same rows, dealt to workers, and in the order there, as the configuration says. */
  private PreparedRows dealt(StrideConfig config) throws IOException {
    RowSet training = data.training();
    if (config.data().skew().isPresent()) {
      training = new SkewedRows(training, config.data().skew().get());
    }
    if (config.data().order().isPresent()) {
      training = new RankedRows(training, ranking(config.data().order().get()));
    }
    return training == data.training()
        ? this
        : new PreparedRows(new TrainingData(training, data.evaluation()), preprocessing, report);
  }

  private Ranking ranking(Order order) throws IOException {
    if (order.judge().isEmpty()) {
      return new RandomRanking();
    }
    SavedModel judge = TrainingInput.load(order.judge().get());
    Preprocessing known = Preprocessings.fromJson(judge.preprocessing());
    if (!known.toJson().equals(preprocessing.toJson())) {
      throw new ConfigException(
          "data.order.model must have been trained on input like this run's, got other columns,"
              + " words or scales in "
              + order.judge().get());
    }
    return new LossRanking(judge.model(), judge.parameters(), "cpu", order.hardFirst());
  }
}
