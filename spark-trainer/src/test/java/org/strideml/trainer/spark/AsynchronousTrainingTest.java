package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.async.Asynchronous;
import org.strideml.trainer.async.Clock;
import org.strideml.trainer.async.ClockChoice;
import org.strideml.trainer.async.ClockLog;
import org.strideml.trainer.async.ClockLogException;
import org.strideml.trainer.async.DynamicSteps;
import org.strideml.trainer.async.FixedSteps;
import org.strideml.trainer.async.LocalSteps;
import org.strideml.trainer.async.ShardChoice;
import org.strideml.trainer.async.StalenessWeight;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.DelayedNesterov;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.round.Configs;

class AsynchronousTrainingTest {
  private static JavaSparkContext spark;
  @TempDir Path folder;

  @BeforeAll
  static void open() {
    spark = Contexts.open("local[2]");
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  static Asynchronous mode(ClockChoice clock, LocalSteps steps, ShardChoice shards) {
    return new Asynchronous(clock, steps, shards, 0, 1, new StalenessWeight(1, 0.5));
  }

  static ClockChoice virtual(Double... seconds) {
    return new ClockChoice.Virtual(Arrays.asList(seconds));
  }

  /** Everything that is carried over: moments, residuals, outer momentum, shards of others. */
  static Configs everything(ClockChoice clock) {
    return Configs.tiny()
        .optimizer(new AdamW(0.9, 0.99, 1e-8, 0.01), 0.01)
        .sync(4, 6, new DelayedNesterov(0.7, 0.9, 4, 0), true)
        .mode(mode(clock, new DynamicSteps(2), ShardChoice.LEAST_VISITED))
        .quantized(4, true)
        .steps(36)
        .evaluation(10, 0)
        .checkpointEvery(7);
  }

  static final ClockChoice UNEQUAL = virtual(0.58, 0.75, 1.51, 3.33);

  /** Keeps what a run tells. */
  static final class Records implements TrainingListener {
    final List<RoundRecord> rounds = new ArrayList<>();
    RunStart start;

    @Override
    public void onStart(RunStart runStart) {
      start = runStart;
    }

    @Override
    public void onRound(RoundRecord round) {
      rounds.add(round);
    }
  }

  @ParameterizedTest
  @CsvSource({"nesterov, 40", "nesterov, 42", "average, 40"})
  void equalSpeedsWaitingForAllAndOneStepForAllIsTheSynchronousRun(String outer, long steps)
      throws Exception {
    Configs synchronous =
        Configs.tiny()
            .optimizer(new AdamW(0.9, 0.99, 1e-8, 0.01), 0.01)
            .sync(3, 4, outer.equals("average") ? new Average() : new Nesterov(0.7, 0.9), true)
            .quantized(4, true)
            .steps(steps);
    Asynchronous waiting =
        new Asynchronous(
            virtual(0.1),
            new FixedSteps(),
            ShardChoice.OWN,
            Clock.NEVER,
            3,
            new StalenessWeight(1, 0.5));
    Records expectedRecords = new Records();
    Records records = new Records();
    TrainingResult expected =
        Fits.fit(spark, synchronous.config(), folder.resolve("a"), expectedRecords);
    TrainingResult result =
        Fits.fit(spark, synchronous.mode(waiting).config(), folder.resolve("b"), records);
    assertThat(result.parameters()).isEqualTo(expected.parameters());
    assertThat(result.progress().round()).isEqualTo(expected.progress().round());
    assertThat(result.progress().step()).isEqualTo(steps);
    assertThat(result.progress().samples()).isEqualTo(expected.progress().samples());
    assertThat(result.progress().bytesUp()).isEqualTo(expected.progress().bytesUp());
    assertThat(result.progress().bytesDown()).isEqualTo(expected.progress().bytesDown());
    assertThat(result.bytesFp32()).isEqualTo(expected.bytesFp32());
    assertThat(records.rounds.stream().map(RoundRecord::loss))
        .isEqualTo(expectedRecords.rounds.stream().map(RoundRecord::loss).toList());
    assertThat(records.rounds.stream().map(RoundRecord::learningRate))
        .isEqualTo(expectedRecords.rounds.stream().map(RoundRecord::learningRate).toList());
  }

  @Test
  void oneCoreGivesTheSameBitsAsTwo() throws Exception {
    Records records = new Records();
    Configs configs = everything(UNEQUAL);
    TrainingResult two = Fits.fit(spark, configs.config(), folder.resolve("two"), records);
    assertThat(two.status()).isEqualTo(Status.COMPLETED);
    assertThat(two.progress().step()).isEqualTo(36);
    assertThat(two.progress().samples()).isEqualTo(36L * 4 * 5);
    spark.close();
    try (JavaSparkContext one = Contexts.open("local[1]")) {
      Records oneRecords = new Records();
      TrainingResult result = Fits.fit(one, configs.config(), folder.resolve("one"), oneRecords);
      assertThat(result.parameters()).isEqualTo(two.parameters());
      assertThat(oneRecords.rounds.stream().map(RoundRecord::figures))
          .isEqualTo(records.rounds.stream().map(RoundRecord::figures).toList());
    } finally {
      spark = Contexts.open("local[2]");
    }
  }

  @Test
  void tellsVirtualTimeAndStaleness() throws Exception {
    Records records = new Records();
    Configs configs =
        Configs.tiny()
            .sync(2, 4, new Nesterov(0.1, 0.9), true)
            .mode(mode(virtual(1.0, 3.0), new FixedSteps(), ShardChoice.OWN))
            .steps(8);
    TrainingResult result = Fits.fit(spark, configs.config(), folder, records);
    // Worker 0 comes at 4 and 8, then both at 12: 16 steps are made.
    assertThat(result.progress().round()).isEqualTo(4);
    assertThat(records.rounds.stream().map(r -> r.figures().get("clockSeconds")))
        .containsExactly(4.0, 8.0, 12.0, 12.0);
    assertThat(records.rounds.stream().map(r -> r.figures().get("staleness")))
        .containsExactly(0.0, 0.0, 0.0, 3.0);
    assertThat(records.rounds.stream().map(r -> r.perWorker().get(0).worker()))
        .containsExactly(0, 0, 0, 1);
    assertThat(records.rounds.get(3).step()).isEqualTo(8);
  }

  @Test
  void stoppedAndStartedAgainUntilItIsDone() throws Exception {
    float[] expected =
        Fits.fit(spark, everything(UNEQUAL).config(), folder.resolve("whole")).parameters();
    List<Long> starts = new ArrayList<>();
    TrainingResult result;
    do {
      StopSoon listener = new StopSoon(1 + starts.size() % 3);
      Trainer trainer =
          Fits.trainer(spark, everything(UNEQUAL).config(), folder.resolve("parts"), listener);
      listener.trainer = trainer;
      result = fit(trainer, everything(UNEQUAL).config());
      starts.add(listener.startedAt);
    } while (result.status() == Status.STOPPED);
    assertThat(starts).hasSizeGreaterThan(6).doesNotHaveDuplicates().isSorted();
    assertThat(result.parameters()).isEqualTo(expected);
  }

  private static TrainingResult fit(Trainer trainer, TrainerConfig config) throws Exception {
    return trainer.fit(config.model().initialParameters(config.seed()));
  }

  /** Asks its trainer to stop after a few updates. */
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
  void goesOnAfterTheDriverDied() throws Exception {
    TrainerConfig config = everything(UNEQUAL).config();
    float[] expected = Fits.fit(spark, config, folder.resolve("whole")).parameters();
    TrainingListener death =
        new TrainingListener() {
          @Override
          public void onRound(RoundRecord round) {
            if (round.round() == 12) {
              throw new IllegalStateException("the driver dies here");
            }
          }
        };
    assertThatThrownBy(() -> Fits.fit(spark, config, folder.resolve("dead"), death))
        .hasMessage("the driver dies here");
    TrainingResult result = Fits.fit(spark, config, folder.resolve("dead"));
    assertThat(result.parameters()).isEqualTo(expected);
    assertThat(result.progress().restores()).isPositive();
  }

  @Test
  void aReplayOfARealRunIsThatRun() throws Exception {
    Path log = folder.resolve("clock.jsonl");
    Records records = new Records();
    TrainerConfig real = everything(new ClockChoice.Wall()).config();
    Trainer trainer = Fits.trainer(spark, real, folder.resolve("real"), records);
    trainer.logClockTo(log);
    TrainingResult expected = fit(trainer, real);
    assertThat(expected.progress().step()).isEqualTo(36);
    Records replayed = new Records();
    TrainerConfig replay = everything(new ClockChoice.Replay(log.toString())).config();
    TrainingResult result = Fits.fit(spark, replay, folder.resolve("replay"), replayed);
    assertThat(result.parameters()).isEqualTo(expected.parameters());
    assertThat(replayed.rounds.stream().map(RoundRecord::figures))
        .isEqualTo(records.rounds.stream().map(RoundRecord::figures).toList());
    assertThat(records.rounds.stream().mapToDouble(r -> r.figures().get("staleness")).max())
        .isNotEqualTo(OptionalDouble.of(0));
  }

  @Test
  void aReplayOfARunThatWasResumedIsThatRun() throws Exception {
    Path log = folder.resolve("clock.jsonl");
    TrainerConfig real = everything(new ClockChoice.Wall()).config();
    TrainingResult result;
    int starts = 0;
    do {
      StopSoon listener = new StopSoon(9);
      Trainer trainer = Fits.trainer(spark, real, folder.resolve("real"), listener);
      trainer.logClockTo(log);
      listener.trainer = trainer;
      result = fit(trainer, real);
      starts++;
    } while (result.status() == Status.STOPPED);
    assertThat(starts).isGreaterThan(1);
    TrainerConfig replay = everything(new ClockChoice.Replay(log.toString())).config();
    assertThat(Fits.fit(spark, replay, folder.resolve("replay")).parameters())
        .isEqualTo(result.parameters());
    assertThat(ClockLog.read(log, 4)).hasSizeGreaterThan(20);
    TrainerConfig longer = everything(new ClockChoice.Replay(log.toString())).steps(40).config();
    assertThatThrownBy(() -> Fits.fit(spark, longer, folder.resolve("longer")))
        .isInstanceOf(ClockLogException.class);
  }

  @Test
  void manyWorkersOnTwoCores() throws Exception {
    Configs configs =
        Configs.tiny()
            .sync(64, 2, new DelayedNesterov(0.7, 0.9, 64, 0), true)
            .mode(mode(virtual(1.0, 1.5, 2.0), new FixedSteps(), ShardChoice.REMAINING_SHARE))
            .pendingBytes(4000)
            .steps(4);
    TrainingResult result = Fits.fit(spark, configs.config(), folder);
    assertThat(result.progress().samples()).isEqualTo(64L * 4 * 5);
    assertThat(result.progress().trainLoss()).isCloseTo(1.1, within(0.3));
  }
}
