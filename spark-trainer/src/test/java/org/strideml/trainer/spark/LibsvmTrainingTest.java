package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.LibsvmSettings;
import org.strideml.trainer.data.LibsvmSource;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.model.SparseModel;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.round.Configs;

/** Sparse rows from files to a trained model. */
class LibsvmTrainingTest {
  private static final int FEATURES = 5000;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("train"));
    Files.write(folder.resolve("train/a.txt"), lines(1, 130));
    Files.write(folder.resolve("train/b.txt"), lines(2, 171));
    Files.write(folder.resolve("test.txt"), lines(3, 90));
  }

  /** +1 when one of the first six features is among the first three. */
  private static List<String> lines(long seed, int rows) {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      RandomKey key = RandomKey.of(seed).child(row);
      TreeSet<Integer> indices = new TreeSet<>();
      int telling = 1 + key.below(6, 0);
      indices.add(telling);
      indices.add(FEATURES);
      for (int i = 0; i < key.below(20, 1); i++) {
        indices.add(7 + key.below(FEATURES - 7, 2 + i));
      }
      StringBuilder line = new StringBuilder(telling <= 3 ? "+1" : "-1");
      indices.forEach(index -> line.append(" " + index + ":1"));
      lines.add(line.toString());
    }
    return lines;
  }

  private TrainingResult fit(
      JavaSparkContext spark, Configs configs, int factors, String name, TrainingListener... heard)
      throws Exception {
    LibsvmSettings settings =
        new LibsvmSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), false);
    LibsvmSource training =
        LibsvmSource.training(DataFiles.local(), folder.resolve("train").toString(), settings);
    LibsvmSource evaluation =
        LibsvmSource.like(
            DataFiles.local(),
            folder.resolve("test.txt").toString(),
            training.preprocessing(),
            false);
    var model = new SparseModel(FEATURES, factors, training.preprocessing().head());
    var config = configs.model(model).optimizer(new AdamW(0.9, 0.99, 1e-8, 0), 0.05).config();
    CheckpointStore store = new CheckpointStore(folder.resolve(name).toString(), "test");
    TrainingData data = new TrainingData(training, evaluation);
    return new Trainer(spark, config, data, store, List.of(heard))
        .fit(model.initialParameters(config.seed()));
  }

  @Test
  void everyClusterGivesTheSameBits() throws Exception {
    List<Configs> all =
        List.of(
            Configs.tiny().sync(5, 4, new Average(), true).steps(12).backend("cpu"),
            Configs.tiny()
                .sync(5, 4, new Nesterov(0.7, 0.9), true)
                .quantized(4, true)
                .steps(12)
                .checkpointEvery(2));
    List<float[]> expected = new ArrayList<>();
    try (JavaSparkContext spark = Contexts.open("local[1]")) {
      for (Configs configs : all) {
        expected.add(fit(spark, configs, 3, "one" + expected.size()).parameters());
      }
    }
    try (JavaSparkContext spark = Contexts.open("local[3]")) {
      assertThat(fit(spark, all.get(0), 3, "three").parameters()).isEqualTo(expected.get(0));
    }
    try (JavaSparkContext spark = Contexts.openCluster()) {
      assertThat(fit(spark, all.get(1), 3, "cluster").parameters()).isEqualTo(expected.get(1));
    }
  }

  @Test
  void learnsAndSendsLittle() throws Exception {
    Listener heard = new Listener();
    Configs configs = Configs.tiny().sync(2, 8, new Average(), true).steps(160).backend("cpu");
    try (JavaSparkContext spark = Contexts.open("local[2]")) {
      assertThat(fit(spark, configs, 0, "linear", heard).status().name()).isEqualTo("COMPLETED");
    }
    assertThat(heard.accuracy).isGreaterThan(0.97);
    // 8 steps of 5 rows of at most 21 features touch 840 of 5001 parameters at most.
    assertThat(heard.bytesUp).isLessThan(2 * (840 * 6 + 200)).isLessThan(heard.bytesDown / 3);
  }

  private static final class Listener implements TrainingListener {
    private double accuracy;
    private long bytesUp;
    private long bytesDown;

    @Override
    public void onRound(RoundRecord round) {
      bytesUp = round.bytesUp();
      bytesDown = round.bytesDown();
    }

    @Override
    public void onEvaluation(EvaluationRecord evaluation) {
      accuracy = evaluation.quality().figures().get("accuracy");
    }
  }
}
