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
import org.strideml.jobs.config.StrideConfig.Table;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.SkewedRows;
import org.strideml.trainer.data.table.TableSettings.SplitType;
import org.strideml.trainer.model.SavedModel;

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

  /** The same rows, dealt to workers as the configuration says. */
  private PreparedRows dealt(StrideConfig config) {
    return config
        .data()
        .skew()
        .map(skew -> new TrainingData(new SkewedRows(data.training(), skew), data.evaluation()))
        .map(dealt -> new PreparedRows(dealt, preprocessing, report))
        .orElse(this);
  }
}
