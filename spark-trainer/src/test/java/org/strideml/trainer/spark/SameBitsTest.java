package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.data.Preprocessing;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.RowReader;
import org.strideml.trainer.data.RowSource;
import org.strideml.trainer.data.SourceFile;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.round.Configs;
import org.strideml.trainer.sync.Streaming;

/**
 * One configuration with everything that is carried from round to round — five workers, AdamW
 * moments kept, error feedback, outer momentum — gives the same model wherever it runs and whatever
 * is lost.
 */
class SameBitsTest {
  private static final Configs CONFIGS =
      Configs.tiny()
          .optimizer(new AdamW(0.9, 0.99, 1e-8, 0.01), 0.01)
          .sync(5, 4, new Nesterov(0.7, 0.9), true)
          .quantized(4, true)
          .steps(48)
          .evaluation(2, 0)
          .checkpointEvery(5);

  private static float[] expected;
  @TempDir static Path reference;
  @TempDir Path folder;

  @BeforeAll
  static void trainOnOneCore() throws Exception {
    try (JavaSparkContext spark = Contexts.open("local[1]")) {
      expected = Fits.fit(spark, CONFIGS.config(), reference).parameters();
    }
  }

  @Test
  void twoCoresAndJavaSerialization() throws Exception {
    try (JavaSparkContext spark =
        new JavaSparkContext(
            Contexts.conf("local[2]")
                .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer"))) {
      TrainingResult result = Fits.fit(spark, CONFIGS.config(), folder);
      assertThat(result.parameters()).isEqualTo(expected);
      assertThat(result.progress().replays()).isZero();
    }
  }

  /** Messages in parts besides, which go from JVM to JVM here. */
  @Test
  void executorKilledBetweenRoundsAndDuringARound() throws Exception {
    assertThat(losingExecutors(PartsTest.inPartsOf(120, CONFIGS).config())).isEqualTo(expected);
  }

  /** Workers that go on from their own models, which are lost with an executor. */
  @Test
  void fragmentsOfTheModelOnExecutorsThatAreKilled() throws Exception {
    TrainerConfig config =
        CONFIGS.quantized(4, false).sync(sync -> sync.with(new Streaming(2, 1, 0.5))).config();
    float[] alone;
    try (JavaSparkContext spark = Contexts.open("local[1]")) {
      alone = Fits.fit(spark, config, folder.resolve("alone")).parameters();
    }
    assertThat(losingExecutors(config)).isEqualTo(alone);
  }

  /** What is trained while executors die between rounds and during one. */
  private float[] losingExecutors(TrainerConfig config) throws Exception {
    try (JavaSparkContext spark = Contexts.openCluster()) {
      Path halted = folder.resolve("halted");
      TrainingListener killer =
          new TrainingListener() {
            @Override
            public void onRound(RoundRecord round) {
              if (round.round() == 3 || round.round() == 8) {
                ProcessHandle.of(executors(spark).iterator().next())
                    .orElseThrow()
                    .destroyForcibly();
              }
            }
          };
      CheckpointStore store = new CheckpointStore(folder.resolve("checkpoints").toString(), "test");
      Trainer trainer =
          new Trainer(
              spark,
              config,
              new TrainingData(new Halting(halted.toString()), Fits.EVALUATION),
              store,
              List.of(killer));
      TrainingResult result = trainer.fit(config.model().initialParameters(config.seed()));
      assertThat(Files.exists(halted)).as("an executor halted during a round").isTrue();
      assertThat(result.progress().restores()).isPositive();
      assertThat(result.progress().replays()).isPositive();
      return result.parameters();
    }
  }

  @Test
  void stoppedAndStartedAgainUntilItIsDone() throws Exception {
    List<Long> startedAt = new ArrayList<>();
    try (JavaSparkContext spark = Contexts.open("local[2]")) {
      TrainingResult result;
      do {
        StopSoon listener = new StopSoon(1 + RandomKey.of(5).below(4, startedAt.size()));
        Trainer trainer = Fits.trainer(spark, CONFIGS.config(), folder, listener);
        listener.trainer = trainer;
        result = trainer.fit(initial());
        startedAt.add(listener.startedAt);
      } while (result.status() == Status.STOPPED);
      assertThat(startedAt).hasSizeGreaterThan(2).doesNotHaveDuplicates().isSorted();
      assertThat(result.parameters()).isEqualTo(expected);
    }
  }

  /** Asks its trainer to stop after a few rounds. */
  private static final class StopSoon implements TrainingListener {
    private final int after;
    private Trainer trainer;
    private long startedAt;

    StopSoon(int after) {
      this.after = after;
    }

    @Override
    public void onStart(RunStart start) {
      startedAt = start.round();
    }

    @Override
    public void onRound(RoundRecord round) {
      if (round.round() == startedAt + after) {
        trainer.requestStop();
      }
    }
  }

  @Test
  void resumedRunsEqualAnUninterruptedOne() throws Exception {
    try (JavaSparkContext spark = Contexts.open("local[2]")) {
      Trainer[] trainer = new Trainer[1];
      trainer[0] =
          Fits.trainer(
              spark,
              CONFIGS.config(),
              folder,
              new TrainingListener() {
                @Override
                public void onRound(RoundRecord round) {
                  if (round.round() == 6) {
                    throw new IllegalStateException("the driver dies here");
                  }
                }
              });
      try {
        trainer[0].fit(initial());
      } catch (IllegalStateException death) {
        assertThat(death).hasMessage("the driver dies here");
      }
      TrainingResult result = Fits.fit(spark, CONFIGS.config(), folder);
      assertThat(result.parameters()).isEqualTo(expected);
      assertThat(result.progress().restores()).isEqualTo(5);
      assertThat(result.progress().round()).isEqualTo(12);
      assertThat(result.progress().samples()).isEqualTo(48 * 5 * 5);
    }
  }

  private static float[] initial() {
    return CONFIGS.config().model().initialParameters(CONFIGS.config().seed());
  }

  private static Set<Long> executors(JavaSparkContext spark) {
    return new HashSet<>(
        spark
            .parallelize(IntStream.range(0, 8).boxed().toList(), 8)
            .map(i -> ProcessHandle.current().pid())
            .collect());
  }

  /** The same rows; the first executor to read its 150th halts, as if its machine had died. */
  private record Halting(String flag) implements RowSource {
    @Override
    public List<SourceFile> files() {
      return Fits.TRAINING.files();
    }

    @Override
    public RecordFormat format() {
      return new HaltingFormat(flag);
    }

    @Override
    public boolean labelled() {
      return Fits.TRAINING.labelled();
    }

    @Override
    public Preprocessing preprocessing() {
      return Fits.TRAINING.preprocessing();
    }

    @Override
    public RowReader open(SourceFile file) {
      return Fits.TRAINING.open(file);
    }
  }

  private record HaltingFormat(String flag) implements RecordFormat {
    private static int rowsRead;

    @Override
    public int recordBytes() {
      return Blobs.WIDTH;
    }

    @Override
    public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
      if (++rowsRead == 150) {
        try {
          Files.createFile(Path.of(flag));
          Runtime.getRuntime().halt(137);
        } catch (java.io.IOException alreadyHalted) {
          // Another executor was first; this one goes on.
          rowsRead = 151;
        }
      }
      new Blobs.Format().decode(block, offset, label, batch, slot, key);
    }
  }
}
