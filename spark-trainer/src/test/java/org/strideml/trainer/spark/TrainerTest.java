package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.round.Configs;
import org.strideml.trainer.round.InMemoryRounds;
import org.strideml.trainer.round.ShardBatches;
import org.strideml.trainer.sync.Participation;

class TrainerTest {
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

  private TrainingResult fit(Configs configs, TrainingListener... listeners) throws Exception {
    return Fits.fit(spark, configs.config(), folder.resolve("checkpoints"), listeners);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sparkRoundsEqualRoundsInMemoryToTheBit(boolean quantized) throws Exception {
    sparkRoundsEqualRoundsInMemory(quantized, Participation.ALL, 0);
  }

  /** Whoever is absent, and whether checkpoints lie between. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void roundsOfSomeWorkersEqualRoundsInMemoryToTheBit(int checkpointEvery) throws Exception {
    sparkRoundsEqualRoundsInMemory(true, new Participation(0.4), checkpointEvery);
  }

  private void sparkRoundsEqualRoundsInMemory(
      boolean quantized, Participation participation, int checkpointEvery) throws Exception {
    Configs configs =
        Configs.tiny()
            .optimizer(new AdamW(0.9, 0.99, 1e-8, 0.01), 0.01)
            .sync(5, 4, new Nesterov(0.7, 0.9), true)
            .sync(sync -> sync.with(participation))
            .checkpointEvery(checkpointEvery)
            .steps(24);
    if (quantized) {
      configs = configs.quantized(4, true);
    }
    List<Shard> shards = Shards.load(spark, Fits.TRAINING, 5, configs.config().seed()).collect();
    var config = configs.config();
    float[] expected;
    try (InMemoryRounds rounds =
        new InMemoryRounds(
            config,
            config.model().initialParameters(config.seed()),
            worker ->
                ShardBatches.of(config, Fits.TRAINING.format(), shards.get(worker), worker))) {
      for (int round = 0; round < 6; round++) {
        rounds.round();
      }
      expected = rounds.parameters();
    }
    assertThat(fit(configs).parameters()).isEqualTo(expected);
  }

  @Test
  void oneWorkerAndPeriodOneIsThePlainOptimizerToTheBit() throws Exception {
    Configs configs = Configs.tiny().optimizer(new Sgd(0.9, true, 1e-3), 0.05).steps(30);
    TrainingResult everyStep = fit(configs.sync(1, 1, new Average(), true));
    folder = folder.resolve("plain");
    TrainingResult oneRound = fit(configs.sync(1, 30, new Average(), true));
    assertThat(everyStep.parameters()).isEqualTo(oneRound.parameters());
  }

  @Test
  void trainingLowersTheLossAndSaysSo() throws Exception {
    List<EvaluationRecord> evaluations = new ArrayList<>();
    List<RoundRecord> rounds = new ArrayList<>();
    TrainingResult result =
        fit(
            Configs.tiny().optimizer(new Sgd(0.9, false, 0), 0.1).evaluation(5, 0).steps(120),
            new TrainingListener() {
              @Override
              public void onRound(RoundRecord round) {
                rounds.add(round);
              }

              @Override
              public void onEvaluation(EvaluationRecord evaluation) {
                evaluations.add(evaluation);
              }
            });
    assertThat(result.status()).isEqualTo(Status.COMPLETED);
    assertThat(rounds).hasSize(30);
    assertThat(evaluations).hasSize(6);
    assertThat(evaluations.get(5).quality().loss()).isLessThan(0.6 * rounds.get(0).loss());
    assertThat(evaluations.get(5).quality().figures().get("accuracy")).isGreaterThan(0.85);
    RoundRecord last = rounds.get(29);
    assertThat(last.step()).isEqualTo(120);
    assertThat(last.samples()).isEqualTo(120 * 5 * 2);
    assertThat(last.epoch()).isEqualTo(1200.0 / Fits.TRAINING.rows());
    assertThat(last.perWorker()).extracting("worker").containsExactly(0, 1);
    assertThat(last.perWorker()).extracting("rows").containsExactly(20L, 20L);
  }

  @Test
  void bytesAreThoseOfTheEncodedMessages() throws Exception {
    List<RoundRecord> rounds = new ArrayList<>();
    Configs configs = Configs.tiny().quantized(8, false).steps(4);
    fit(
        configs,
        new TrainingListener() {
          @Override
          public void onRound(RoundRecord round) {
            rounds.add(round);
          }
        });
    var exchange =
        new org.strideml.trainer.round.Exchange(
            configs.config(), configs.config().model().layout());
    assertThat(rounds.get(0).bytesDown()).isEqualTo(2 * exchange.weightsSize());
    assertThat(rounds.get(0).bytesUp()).isEqualTo(2 * exchange.contributionSize());
    assertThat(rounds.get(0).bytesFp32()).isEqualTo(4L * exchange.plainSize(147));
  }

  @Test
  void shortLastRoundMakesExactlyTheStepsAsked() throws Exception {
    TrainingResult result = fit(Configs.tiny().steps(10));
    assertThat(result.progress().step()).isEqualTo(10);
    assertThat(result.progress().round()).isEqualTo(3);
  }

  @Test
  void lossThatIsNotFiniteStopsAndKeepsTheLastFiniteModel() throws Exception {
    TrainingResult result = fit(Configs.tiny().optimizer(new Sgd(0, false, 0), 1e38).steps(400));
    assertThat(result.status()).isEqualTo(Status.DIVERGED);
    assertThat(result.explanation()).contains("learning rate").contains("worker");
    for (float parameter : result.parameters()) {
      assertThat(parameter).isFinite();
    }
  }

  @Test
  void earlyStoppingKeepsTheBestModel() throws Exception {
    List<EvaluationRecord> evaluations = new ArrayList<>();
    TrainingResult result =
        fit(
            Configs.tiny().optimizer(new Sgd(0, false, 0), 60).evaluation(1, 3).steps(4000),
            new TrainingListener() {
              @Override
              public void onEvaluation(EvaluationRecord evaluation) {
                evaluations.add(evaluation);
              }
            });
    assertThat(result.status()).isEqualTo(Status.EARLY_STOPPED);
    double best =
        evaluations.stream().mapToDouble(record -> record.quality().loss()).min().orElseThrow();
    assertThat(result.progress().bestLoss()).isEqualTo(best);
    assertThat(Fits.evaluate(spark, result.parameters())).isEqualTo(best);
  }

  /** A listener that ends the run after an evaluation; nothing is left to go on from. */
  @Test
  void whoWatchesMayEndARunForGood() throws Exception {
    List<Trainer> trainer = new ArrayList<>();
    trainer.add(
        Fits.trainer(
            spark,
            Configs.tiny().sync(3, 4, new Average(), true).evaluation(2, 0).steps(40).config(),
            folder.resolve("checkpoints"),
            new TrainingListener() {
              @Override
              public void onEvaluation(EvaluationRecord evaluation) {
                if (evaluation.round() == 4) {
                  trainer.get(0).prune("others are better");
                }
              }
            }));
    TrainingResult result =
        trainer.get(0).fit(Configs.tiny().config().model().initialParameters(1));
    assertThat(result.status()).isEqualTo(Status.PRUNED);
    assertThat(result.explanation()).isEqualTo("others are better");
    assertThat(result.progress().round()).isEqualTo(4);
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void messagesOverTheBudgetSpillAndChangeNothing() throws Exception {
    Configs configs = Configs.tiny().sync(7, 4, new Average(), true).steps(12);
    float[] inMemory = fit(configs).parameters();
    folder = folder.resolve("spilled");
    assertThat(fit(configs.pendingBytes(1)).parameters()).isEqualTo(inMemory);
  }

  @Test
  void resultsThatSparkWouldKillAreRefusedBeforeTheFirstRound() {
    assertThatThrownBy(
            () ->
                ResultLimit.check(
                    Contexts.conf("local").set("spark.driver.maxResultSize", "1m"), 64, 1 << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark.driver.maxResultSize")
        .hasMessageContaining("65m");
  }
}
