package org.strideml.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ModelConfig;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.config.StrideConfig.Order;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.data.ImagePreprocessing;
import org.strideml.trainer.data.LibsvmPreprocessing;
import org.strideml.trainer.data.Pacing;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.Preprocessings;
import org.strideml.trainer.data.TextPreprocessing;
import org.strideml.trainer.data.table.TablePreprocessing;
import org.strideml.trainer.model.LanguageModel;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.ModelFolder;
import org.strideml.trainer.model.SavedModel;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.Fragments;

/**
 * A configuration met with its data: sources opened and checked, the model's shape known.
 *
 * @param data training and held-out rows
 * @param preprocessing what was learned from the data
 * @param model architecture
 * @param initialParameters where training starts
 * @param table what was found out about the rows of a table or of libsvm files
 */
public record TrainingInput(
    TrainingData data,
    Preprocessing preprocessing,
    Model model,
    float[] initialParameters,
    TableReport table) {

  /**
   * Opens the data and makes the model, or loads it when {@code model.init} names one.
   *
   * @param spark reads tables; its Hadoop settings are those of the file systems of other data
   * @throws ConfigException when settings do not fit the data
   */
  public static TrainingInput open(StrideConfig config, JavaSparkContext spark) throws IOException {
    return of(config, PreparedRows.open(config, spark));
  }

  /** As {@link #open(StrideConfig, JavaSparkContext)}, of data that is no table. */
  static TrainingInput open(StrideConfig config, Configuration hadoop) throws IOException {
    return of(config, PreparedRows.open(config, hadoop));
  }

  /**
   * Makes the model for data that is open, or loads it when {@code model.init} names one.
   *
   * @throws ConfigException when settings do not fit the data
   */
  static TrainingInput of(StrideConfig config, PreparedRows rows) throws IOException {
    Optional<SavedModel> saved = saved(config);
    Preprocessing learned = rows.preprocessing();
    Model model = model(config, learned);
    float[] start =
        model instanceof LanguageModel language
            ? TextInput.parameters(config, language, saved)
            : parameters(config, model, learned, saved);
    return checked(config, new TrainingInput(rows.data(), learned, model, start, rows.report()));
  }

  private static Model model(StrideConfig config, Preprocessing learned) {
    if (learned instanceof ImagePreprocessing images) {
      return ImageInput.model(config.model(), images);
    }
    if (learned instanceof TablePreprocessing table) {
      return TableInput.model(config, table);
    }
    if (learned instanceof LibsvmPreprocessing libsvm) {
      return LibsvmInput.model(config, libsvm);
    }
    TextPreprocessing text = (TextPreprocessing) learned;
    return ((ModelConfig.Decoder) config.model()).model(text.tokenizer().size());
  }

  /** The model that {@code model.init} names. */
  static Optional<SavedModel> saved(StrideConfig config) throws IOException {
    return config.init().isPresent() ? Optional.of(load(config.init().get())) : Optional.empty();
  }

  private static TrainingInput checked(StrideConfig config, TrainingInput input) {
    long rows = input.data.training().rows();
    if (rows < config.sync().workers()) {
      throw new ConfigException(
          "sync.workers must be at most the number of training rows, got %d workers for %d rows of %s"
              .formatted(config.sync().workers(), rows, config.data().path()));
    }
    return input;
  }

  /** A run folder stands for the model in it; a folder of Hugging Face is one. */
  static SavedModel load(Path init) throws IOException {
    return ModelFolder.isForeign(init)
        ? ModelFolder.loadForeign(init)
        : ModelFolder.load(RunFolder.existing(init).model());
  }

  static float[] parameters(
      StrideConfig config, Model model, Preprocessing preprocessing, Optional<SavedModel> saved) {
    if (saved.isEmpty()) {
      return model.initialParameters(config.run().seed());
    }
    if (!saved.get().model().equals(model)) {
      throw unfit(config, model.toString(), saved.get().model().toString());
    }
    // Read and written again, since an older file may say the same in other words.
    Preprocessing known = Preprocessings.fromJson(saved.get().preprocessing());
    if (!known.toJson().equals(preprocessing.toJson())) {
      throw unfit(config, "a model that reads " + preprocessing, "one that reads other input");
    }
    return saved.get().parameters();
  }

  static ConfigException unfit(StrideConfig config, String expected, String got) {
    return new ConfigException(
        "model.init must fit the settings and the data: expected %s, got %s in %s"
            .formatted(expected, got, config.init().orElseThrow()));
  }

  /**
   * Relative local paths start at the directory of this process, for executors too; a local file
   * that is not there stands for the same with {@code .gz}, if that is.
   */
  static String located(String path, Configuration hadoop) {
    boolean local =
        new org.apache.hadoop.fs.Path(path).toUri().getScheme() == null
            && FileSystem.getDefaultUri(hadoop).getScheme().equals("file");
    if (!local) {
      return path;
    }
    String plain = Path.of(path).toAbsolutePath().normalize().toString();
    Path compressed = Path.of(plain + ".gz");
    return Files.notExists(Path.of(plain)) && Files.exists(compressed)
        ? compressed.toString()
        : plain;
  }

  /**
   * What the trainer is told.
   *
   * @throws ConfigException when the model cannot be cut into the fragments asked for
   */
  public TrainerConfig trainerConfig(StrideConfig config) {
    int workers = config.sync().perRound();
    int batchSize = config.train().batchSize();
    long rows = data.training().rows();
    long steps = config.train().steps(rows, workers);
    return cut(
        new TrainerConfig(
            config.run().seed(),
            model,
            config.schedule().optimizer(config.optimizer(), workers, batchSize),
            config.clipNorm(),
            config
                .schedule()
                .schedule(workers, batchSize, steps, config.train().stepsPerEpoch(rows, workers)),
            config.sync(),
            config.compression(),
            config.backend(),
            batchSize,
            steps,
            new TrainerConfig.Evaluation(
                config.train().evaluateEvery(),
                config.train().evaluationBatchSize(),
                config.train().patience()),
            config.checkpoint().every(),
            config.data().order().map(Order::pacing).orElse(Pacing.NONE)));
  }

  private static TrainerConfig cut(TrainerConfig config) {
    if (config.sync().streaming().active()) {
      try {
        new Fragments(config);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(e.getMessage());
      }
    }
    try {
      new Exchange(config, config.model().layout());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "compression.partBytes = %d is too few: %s; raise it, or choose a codec that works by buckets"
              .formatted(config.compression().partBytes(), e.getMessage()));
    }
    return config;
  }
}
