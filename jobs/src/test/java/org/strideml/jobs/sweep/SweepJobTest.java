package org.strideml.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.TinyImages;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.SweepReader;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.run.Watching;
import org.strideml.jobs.sweep.result.Ledger;
import org.strideml.jobs.sweep.result.Rung;
import org.strideml.jobs.sweep.result.SweepFile;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.terminal.EventLog;
import org.strideml.jobs.terminal.EventLog.Format;
import org.strideml.jobs.terminal.Terminal;

class SweepJobTest {
  private static final String[] GRID = {
    "sweep.grid.sync.workers=1,2", "sweep.grid.sync.period=1,4"
  };

  private static JavaSparkContext spark;

  @TempDir Path folder;
  private Path data;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream events = new ByteArrayOutputStream();

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("sweep")
                .set("spark.ui.enabled", "false")
                .set("spark.scheduler.mode", "FAIR")
                .set("spark.executor.killOnFatalError.depth", "0")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterAll
  static void stopSpark() {
    spark.close();
  }

  @BeforeEach
  void writeData() throws IOException {
    data = TinyImages.write(folder.resolve("images"));
  }

  private SweepJob job(String... more) throws IOException {
    return jobOf("code-1", more);
  }

  private SweepJob jobOf(String code, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "data.dir=" + data,
                "model.hidden=4",
                "train.steps=8",
                "train.batchSize=4",
                "sweep.dir=" + dir()));
    arguments.addAll(List.of(more));
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    PrintStream log = new PrintStream(events, true, StandardCharsets.UTF_8);
    return new SweepJob(
        SweepReader.read(Optional.empty(), arguments),
        code,
        new Configuration(false),
        new Terminal(out, 100, false, false),
        new EventLog(log, Format.JSON),
        Watching.NOBODY);
  }

  private ExitCode run(SweepJob job) throws Exception {
    try (AutoCloseable lock = job.lock()) {
      return job.run(spark);
    }
  }

  private Path dir() {
    return folder.resolve("sweep");
  }

  private SweepResult result() {
    return SweepFile.read(dir());
  }

  private List<String> ledger() throws IOException {
    return Files.readAllLines(dir().resolve(Ledger.NAME));
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static List<TrialStatus> statuses(SweepResult result) {
    return result.trials().stream().map(TrialResult::status).toList();
  }

  @Test
  void runsTheGridOnceAndLeavesTablesAndTheBestConfiguration() throws Exception {
    assertThat(run(job(GRID))).isEqualTo(ExitCode.DONE);
    assertThat(result().status()).isEqualTo("done");
    assertThat(statuses(result())).hasSize(4).containsOnly(TrialStatus.DONE);
    assertThat(dir().resolve("table.md")).content().contains("sync.workers", "held-out loss");
    assertThat(dir().resolve("table.csv")).content().hasLineCount(5);
    TrialResult best = result().trial(result().best().trial());
    assertThat(
            ConfigReader.read(Optional.of(dir().resolve(result().best().conf())), List.of())
                .resolved()
                .hash())
        .isEqualTo(best.configHash());
    for (TrialResult trial : result().trials()) {
      assertThat(best.figure("evalLoss")).isLessThanOrEqualTo(trial.figure("evalLoss"));
      assertThat(dir().resolve(trial.run()).resolve("summary.json")).exists();
    }

    List<String> before = ledger();
    assertThat(job(GRID).isFinished()).isTrue();
    SweepJob wider = job("sweep.grid.sync.workers=1,2,3", GRID[1]);
    assertThat(wider.isFinished()).isFalse();
    bytes.reset();
    assertThat(run(wider)).isEqualTo(ExitCode.DONE);
    assertThat(output()).contains("6 trials, 4 of them finished before");
    assertThat(ledger()).hasSize(6).startsWith(before.toArray(String[]::new));
    assertThat(job("sweep.grid.sync.workers=3").isFinished()).as("narrower").isFalse();
  }

  @Test
  void otherCodeOrOtherDataIsAnotherTrial() throws Exception {
    assertThat(run(job("sweep.seeds=1,2"))).isEqualTo(ExitCode.DONE);
    assertThat(job("sweep.seeds=1,2").isFinished()).isTrue();
    assertThat(jobOf("code-2", "sweep.seeds=1,2").isFinished()).isFalse();
    Files.setLastModifiedTime(
        data.resolve(TinyImages.TRAIN_IMAGES), java.nio.file.attribute.FileTime.fromMillis(1));
    assertThat(job("sweep.seeds=1,2").isFinished()).isFalse();
  }

  @Test
  void trialsAtOnceGiveWhatTrialsOneAfterAnotherGive() throws Exception {
    run(job(GRID));
    SweepResult alone = result();
    assertThat(run(job(GRID[0], GRID[1], "sweep.parallelism=3", "sweep.dir=" + dir() + "-at-once")))
        .isEqualTo(ExitCode.DONE);
    SweepResult atOnce = SweepFile.read(folder.resolve("sweep-at-once"));
    for (int number = 1; number <= 4; number++) {
      assertThat(atOnce.trial(number).figure("evalLoss"))
          .isEqualTo(alone.trial(number).figure("evalLoss"));
    }
  }

  /** Two seeds by two numbers of workers by three periods: the images are opened once. */
  @Test
  void dataIsPreparedOnceForAllTrialsThatShareIt() throws Exception {
    assertThat(run(job("sweep.seeds=1,2", GRID[0], "sweep.grid.sync.period=1,2,4")))
        .isEqualTo(ExitCode.DONE);
    assertThat(statuses(result())).hasSize(12);
    // Training rows by workers and seed, held-out rows by workers.
    assertThat(output()).contains("data was prepared once and its rows were cut 6 times");
    assertThat(spark.getPersistentRDDs()).isEmpty();
  }

  @Test
  void aTrialThatFailsIsRecordedAndPassedOver() throws Exception {
    assertThat(run(job("sweep.grid.sync.workers=0,200,2"))).isEqualTo(ExitCode.FAILED);
    assertThat(statuses(result()))
        .containsExactly(TrialStatus.REFUSED, TrialStatus.REFUSED, TrialStatus.DONE);
    assertThat(result().trial(1).error()).contains("sync.workers must be");
    assertThat(result().trial(2).error()).contains("sync.workers must be at most");
    assertThat(job("sweep.grid.sync.workers=0,200,2").isFinished()).isFalse();
  }

  @Test
  void aTrialThatDivergesIsAResult() throws Exception {
    String[] grid = {"optimizer.type=sgd", "sync.period=1", "sweep.grid.optimizer.lr=1e30,0.1"};
    assertThat(run(job(grid))).isEqualTo(ExitCode.DONE);
    assertThat(statuses(result())).containsExactly(TrialStatus.DIVERGED, TrialStatus.DONE);
    assertThat(job(grid).isFinished()).isTrue();
  }

  @Test
  void aTrialThatHasNotEnoughMemoryIsRecordedAndPassedOver() throws Exception {
    assertThat(run(job("sweep.grid.model.hidden=[[20000, 20000], [4]]", "optimizer.type=sgd")))
        .isEqualTo(ExitCode.FAILED);
    assertThat(statuses(result()).get(0)).isIn(TrialStatus.REFUSED, TrialStatus.FAILED);
    assertThat(result().trial(1).error()).containsIgnoringCase("memory");
    assertThat(statuses(result()).get(1)).isEqualTo(TrialStatus.DONE);
  }

  /** Four trials whose order is known, since one learns and the others do not. */
  @Test
  void ashaEndsTrialsThatAreWorse() throws Exception {
    String[] asha = {
      "sweep.grid.optimizer.lr=0.05,1e-6,1e-7,0.04",
      "sync.period=1",
      "train.steps=16",
      "train.evaluateEvery=1",
      "sweep.stopping.type=asha",
      "sweep.stopping.gracePeriod=2",
      "sweep.stopping.reductionFactor=2"
    };
    assertThat(run(job(asha))).isEqualTo(ExitCode.DONE);
    assertThat(statuses(result()).subList(0, 3))
        .containsExactly(TrialStatus.DONE, TrialStatus.PRUNED, TrialStatus.PRUNED);
    assertThat(result().trial(1).rungs())
        .extracting(Rung::milestone)
        .containsExactly(2L, 4L, 8L, 16L);
    TrialResult pruned = result().trial(2);
    assertThat(pruned.figure("rounds")).isEqualTo(2);
    assertThat(pruned.rungs()).hasSize(1);
    assertThat(pruned.rungs().get(0).kept()).isFalse();
    assertThat(pruned.rungs().get(0).cutoff()).isEqualTo(result().trial(1).rungs().get(0).value());
    JsonNode summary =
        new ObjectMapper().readTree(dir().resolve(pruned.run()).resolve("summary.json").toFile());
    assertThat(summary.path("status").asText()).isEqualTo("pruned");
    assertThat(job(asha).isFinished()).isTrue();

    SweepJob longest =
        job(
            "sweep.grid.optimizer.lr=0.05,0.03",
            "sync.period=1",
            "train.steps=16",
            "train.evaluateEvery=1",
            "sweep.stopping.type=asha",
            "sweep.stopping.maxT=4",
            "sweep.dir=" + dir() + "-short");
    assertThat(run(longest)).isEqualTo(ExitCode.DONE);
    SweepResult cut = SweepFile.read(folder.resolve("sweep-short"));
    assertThat(cut.trial(1).status()).isEqualTo(TrialStatus.DONE);
    assertThat(cut.trial(1).figure("rounds")).isEqualTo(4);
  }

  @Test
  void moreOfTheMetricMayBeBetter() throws Exception {
    run(job("sweep.grid.optimizer.lr=1e-7,0.05", "sweep.metric=accuracy", "sweep.mode=max"));
    assertThat(result().best().setting()).isEqualTo(2);
  }

  @Test
  void aBudgetEndsTheSweepAndALargerOneGoesOn() throws Exception {
    assertThat(run(job("sweep.seeds=1,2,3", "sweep.budget.trials=2"))).isEqualTo(ExitCode.DONE);
    assertThat(statuses(result()))
        .containsExactly(TrialStatus.DONE, TrialStatus.DONE, TrialStatus.SKIPPED);
    assertThat(output()).contains("the budget is spent");
    List<String> before = ledger();
    assertThat(run(job("sweep.seeds=1,2,3", "sweep.budget.trials=3"))).isEqualTo(ExitCode.DONE);
    assertThat(statuses(result())).containsOnly(TrialStatus.DONE);
    assertThat(ledger()).hasSize(3).startsWith(before.toArray(String[]::new));
  }

  @Test
  void aBudgetOfBytesStopsTheTrialAtWork() throws Exception {
    String[] all = {"sweep.seeds=1,2", "sync.period=1", "sweep.budget.bytes=1"};
    assertThat(run(job(all))).isEqualTo(ExitCode.DONE);
    assertThat(statuses(result())).containsExactly(TrialStatus.STOPPED, TrialStatus.SKIPPED);
    assertThat(result().trial(1).figure("rounds")).isBetween(1.0, 3.0);
    assertThat(run(job("sweep.seeds=1,2", "sync.period=1"))).isEqualTo(ExitCode.DONE);
    assertThat(statuses(result())).containsOnly(TrialStatus.DONE);
    assertThat(result().trial(1).figure("rounds")).isEqualTo(8);
  }

  @Test
  void saysWhatHappensOneLinePerEvent() throws Exception {
    run(job("sweep.seeds=1,2"));
    List<JsonNode> lines = new ArrayList<>();
    for (String line : events.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).allMatch(line -> line.has("time") && line.has("event"));
    assertThat(lines)
        .extracting(line -> line.path("event").asText())
        .startsWith("sweep", "start")
        .contains("round", "evaluation", "checkpoint", "trial");
  }

  @Test
  void refusesAFolderOfSomethingElse() throws Exception {
    Files.createDirectories(dir());
    Files.writeString(dir().resolve("letter.txt"), "dear");
    SweepJob job = job(GRID);
    assertThatThrownBy(job::lock)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sweep.dir must be new, empty or a sweep's folder");
  }
}
