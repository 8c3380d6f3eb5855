package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.jobs.TinyImages;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.trainer.Trainer;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;

/** Every method of synchronization from its configuration, on Spark, and after a driver's death. */
class MethodsTest {
  private static JavaSparkContext spark;

  @TempDir static Path images;
  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    TinyImages.write(images);
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("methods")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static StrideConfig config(String method) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "data.dir=" + images,
                "model.hidden=6",
                "train.batchSize=4",
                "train.steps=36",
                "sync.period=3",
                "checkpoint.every=2",
                "optimizer.lr=0.02"));
    arguments.addAll(List.of(method.split(" ")));
    return ConfigReader.read(Optional.empty(), arguments);
  }

  private static TrainingResult fit(
      StrideConfig config, Path checkpoints, TrainingListener listener) throws Exception {
    TrainingInput input = TrainingInput.open(config, spark);
    CheckpointStore store = new CheckpointStore(checkpoints.toString(), config.resolved().hash());
    return new Trainer(spark, input.trainerConfig(config), input.data(), store, List.of(listener))
        .fit(input.initialParameters());
  }

  private static TrainingListener dyingAfter(int round) {
    return new TrainingListener() {
      @Override
      public void onRound(RoundRecord record) {
        if (record.round() == round) {
          throw new IllegalStateException("the driver dies here");
        }
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sync.period=1",
        "sync.policy.type=post-local sync.policy.switchStep=9",
        "sync.policy.type=qsr sync.policy.alpha=0.05 schedule.type=cosine",
        "sync.policy.type=stepped sync.policy.periods.0=1 sync.policy.periods.6=5",
        "sync.policy.type=bytes sync.policy.bytes=30000",
        "sync.policy.type=window sync.policy.begin=0.5 sync.policy.end=0.9",
        "sync.policy.type=window",
        "sync.policy.type=random sync.policy.probability=0.3",
        "sync.outer.type=sgd",
        "sync.outer.type=nesterov",
        "sync.outer.type=lookahead sync.outer.lr=0.5",
        "sync.outer.type=adam sync.outer.lr=0.01",
        "sync.outer.type=yogi sync.outer.lr=0.01",
        "sync.outer.type=adagrad sync.outer.lr=0.01",
        "sync.outer.type=muon sync.outer.lr=0.02",
        "sync.outer.averaging=true sync.outer.averagingStart=3",
        "sync.fragments.count=2 sync.period=4 sync.fragments.delay=1 sync.fragments.mixing=0.5"
            + " sync.outer.type=nesterov",
        "optimizer.state=reset",
        "optimizer.state=average",
        "optimizer.state=average optimizer.stateRounds.m=3 optimizer.stateRounds.v=5",
        "optimizer.type=mt-dao optimizer.state=average optimizer.stateRounds.u1=2",
        "optimizer.type=rmsprop optimizer.beta2=0.9 optimizer.state=average",
        "optimizer.type=savic optimizer.state=average optimizer.beta2=0.9",
        "optimizer.type=savic optimizer.state=average optimizer.preconditioner.rule=rmsprop"
            + " optimizer.beta2=0.9 optimizer.stateRounds.d=2",
        "optimizer.type=savic optimizer.state=average optimizer.preconditioner.rule=oasis"
            + " optimizer.epsilon=0.1",
        "optimizer.type=savic optimizer.preconditioner.rule=oasis optimizer.epsilon=0.1",
        "schedule.scaling=square-root schedule.baseBatchSize=4",
        "optimizer.type=sgd schedule.scaling=linear schedule.baseBatchSize=4"
            + " schedule.warmup=constant schedule.warmupSteps=6",
        "sync.workers=5 sync.participation=0.4",
        "sync.workers=5 sync.participation=0.5 optimizer.state=average optimizer.stateRounds.m=2"
            + " checkpoint.every=3 sync.outer.type=nesterov",
        "sync.workers=4 sync.participation=0.5 optimizer.type=sgd sync.drift.type=scaffold"
            + " data.partition.type=label compression.gradients.codec=stochastic"
            + " compression.gradients.errorFeedback=true",
        "data.order.type=random data.order.until=0.7",
        "sync.drift.type=fedprox",
        "sync.drift.type=fedspeed data.partition.type=dirichlet data.partition.alpha=1",
        "optimizer.type=sgd sync.drift.type=scaffold data.partition.type=label",
        "optimizer.type=sgd sync.drift.type=delta-sgd",
        "optimizer.type=sgd sync.drift.type=proxskip sync.policy.type=random"
            + " sync.policy.probability=0.3",
        "sync.workers=5 sync.aggregation.type=trimmed-mean sync.attack.type=sign-flip",
        "sync.workers=5 sync.aggregation.type=median sync.attack.type=empire",
        "sync.workers=5 sync.aggregation.type=krum sync.attack.type=little",
        "sync.workers=5 sync.aggregation.mixing=true",
        "sync.mode=gossip sync.workers=5 sync.gossip.topology=complete sync.aggregation.type=monna"
            + " optimizer.type=sgd optimizer.momentum=0.9 sync.attack.type=sign-flip",
        "sync.mode=gossip sync.workers=4 sync.gossip.topology=ring sync.attack.type=little",
        "sync.mode=gossip sync.workers=4 sync.gossip.topology=exponential"
            + " compression.weights.codec=random-shift compression.minSize=16",
        "sync.mode=gossip sync.workers=4 sync.gossip.topology=ring compression.minSize=16"
            + " compression.weights.codec=top-k compression.weights.density=0.1"
            + " compression.weights.differences=true sync.gossip.step=0.3",
      })
  void runsAndGoesOnToTheSameByte(String method) throws Exception {
    StrideConfig config = config(method);
    List<Integer> rounds = new ArrayList<>();
    TrainingResult whole =
        fit(
            config,
            folder.resolve("whole"),
            new TrainingListener() {
              @Override
              public void onRound(RoundRecord round) {
                rounds.add(round.syncPeriod());
              }
            });
    assertThat(whole.status()).isEqualTo(Status.COMPLETED);
    assertThat(rounds.stream().mapToInt(Integer::intValue).sum()).isEqualTo(36);
    if (rounds.size() == 1) {
      return;
    }
    int death = Math.min(5, rounds.size() - 1);
    try {
      fit(config, folder.resolve("interrupted"), dyingAfter(death));
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("the driver dies here");
    }
    TrainingResult resumed = fit(config, folder.resolve("interrupted"), new TrainingListener() {});
    assertThat(resumed.parameters()).isEqualTo(whole.parameters());
    assertThat(resumed.progress().bytesUp()).isEqualTo(whole.progress().bytesUp());
    assertThat(resumed.progress().bytesDown()).isEqualTo(whole.progress().bytesDown());
  }

  @Test
  void moreFragmentsThanLayersAreAnErrorOfTheConfiguration() throws Exception {
    StrideConfig config = config("sync.fragments.count=3");
    TrainingInput input = TrainingInput.open(config, spark);
    assertThatThrownBy(() -> input.trainerConfig(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sync.fragments.count")
        .hasMessageContaining("got 3");
  }

  @Test
  void tensorsThatNoPartHoldsAreAnErrorOfTheConfiguration() throws Exception {
    StrideConfig config =
        config(
            "model.hidden=[500,500] compression.gradients.codec=learned"
                + " compression.partBytes=100000");
    TrainingInput input = TrainingInput.open(config, spark);
    assertThatThrownBy(() -> input.trainerConfig(config))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "compression.partBytes = 100000 is too few: a section of 250000 elements in learned"
                + " cannot be cut into messages of at most 100000 bytes; raise it, or choose a"
                + " codec that works by buckets");
  }

  @Test
  void whatAClockDecidedCanBeRepeated() throws Exception {
    try (MetricsFile metrics = new MetricsFile(folder.resolve("metrics.jsonl"), 2)) {
      TrainingResult timed =
          fit(
              config("sync.policy.type=seconds sync.policy.seconds=0.2"),
              folder.resolve("timed"),
              metrics);
      StrideConfig recorded = config("sync.policy.type=recorded sync.policy.recording=" + folder);
      TrainingResult repeated =
          fit(recorded, folder.resolve("repeated"), new TrainingListener() {});
      assertThat(repeated.parameters()).isEqualTo(timed.parameters());
      assertThat(repeated.progress().round()).isEqualTo(timed.progress().round());
    }
  }
}
