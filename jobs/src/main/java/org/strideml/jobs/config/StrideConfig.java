package org.strideml.jobs.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.TrainerConfig.Sync;
import org.strideml.trainer.data.Augmentation;
import org.strideml.trainer.data.Pacing;
import org.strideml.trainer.data.Skew;
import org.strideml.trainer.data.table.TableSettings;
import org.strideml.trainer.optim.InnerOptimizer;

/**
 * A valid configuration of one run, section by section. What a setting means is said in {@code
 * reference.conf}.
 *
 * @param run folder, name, seed
 * @param data what is read
 * @param images how images are normalized and augmented
 * @param model architecture
 * @param init run folder whose model is the starting point
 * @param optimizer of the local steps
 * @param clipNorm largest global gradient norm; 0 for no clipping
 * @param schedule learning rate over the run
 * @param sync workers, period, outer step
 * @param compression what travels
 * @param backend where local steps are computed
 * @param train how long, in which portions
 * @param checkpoint where and how often
 * @param resolved all of it as text
 * @param unused sentences about settings that were given and have no effect
 */
public record StrideConfig(
    Run run,
    Data data,
    Images images,
    ModelConfig model,
    Optional<Path> init,
    InnerOptimizer optimizer,
    double clipNorm,
    ScheduleConfig schedule,
    Sync sync,
    Compression compression,
    BackendChoice backend,
    Train train,
    Checkpoint checkpoint,
    Resolved resolved,
    List<String> unused) {

  /**
   * @param dir empty for an automatic one
   */
  public record Run(Optional<Path> dir, String name, long seed) {}

  /** Kinds of files. */
  public enum Format {
    IDX,
    CIFAR,
    TEXT,
    CSV,
    PARQUET,
    ORC,
    JSON,
    TABLE,
    LIBSVM;

    /** Whether rows are images. */
    public boolean isImages() {
      return this == IDX || this == CIFAR;
    }

    /** Whether rows have named columns. */
    public boolean isTable() {
      return !isImages() && this != TEXT && this != LIBSVM;
    }
  }

  /** What is done to the pixels of a channel, once they are in [0, 1]. */
  public enum PixelNormalization {
    NONE,
    CHANNELS,
    GIVEN
  }

  /**
   * @param mean per channel, empty unless given
   * @param deviation per channel, empty unless given
   * @param augmentation of training rows
   */
  public record Images(
      PixelNormalization normalization,
      List<Double> mean,
      List<Double> deviation,
      Augmentation augmentation) {
    /** For rows that are no images. */
    public static final Images NONE =
        new Images(PixelNormalization.NONE, List.of(), List.of(), Augmentation.NONE);
  }

  /** Data sets Stride knows where to get. */
  public enum Fetch {
    NONE,
    EUROPARL,
    FASHION_MNIST,
    CIFAR_10,
    CLUSTERS
  }

  /**
   * @param path folder of IDX or CIFAR files, the text file, or where the table or the libsvm rows
   *     are
   * @param holdout share of a text that is held out; 0 for others
   * @param table how a table is read and learned from; empty for others
   * @param libsvm how libsvm rows are read; empty for others
   * @param skew how training rows are dealt to workers; empty for evenly
   * @param order which of its rows a worker begins with; empty for any
   */
  public record Data(
      Format format,
      String path,
      double holdout,
      Fetch fetch,
      Optional<Table> table,
      Optional<LibsvmConfig> libsvm,
      Optional<Skew> skew,
      Optional<Order> order) {}

  /**
   * @param judge run folder whose model says which rows are easy; empty for a random order
   * @param hardFirst whether hard rows come first
   * @param pacing how many rows are open when
   */
  public record Order(Optional<Path> judge, boolean hardFirst, Pacing pacing) {}

  /**
   * @param settings how it is read and learned from
   * @param task what is predicted
   */
  public record Table(TableSettings settings, TaskName task) {}

  /** Exactly one of {@code steps} and {@code epochs} is above 0. */
  public record Train(
      int batchSize,
      long steps,
      double epochs,
      int evaluateEvery,
      int evaluationBatchSize,
      int patience) {

    /** Local steps per worker for one pass of all workers together over {@code rows}. */
    public double stepsPerEpoch(long rows, int workers) {
      return (double) rows / ((double) workers * batchSize);
    }

    /** Local steps per worker in the whole run. */
    public long steps(long rows, int workers) {
      return steps > 0
          ? steps
          : Math.max(1, (long) Math.ceil(epochs * stepsPerEpoch(rows, workers)));
    }
  }

  /**
   * @param dir empty for the run folder's
   * @param every rounds; 0 for only one at the end
   */
  public record Checkpoint(String dir, int every) {}
}
