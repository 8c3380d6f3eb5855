package org.strideml.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.TinyImages;
import org.strideml.jobs.config.SweepReader;
import org.strideml.jobs.config.SweepReader.Sweep;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.terminal.Terminal;

class SweepJobTest {
  private static JavaSparkContext spark;

  @TempDir Path folder;
  private Path data;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("sweep")
                .set("spark.ui.enabled", "false")
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

  private SweepJob job(String... grid) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "data.dir=" + data,
                "model.hidden=4",
                "train.steps=8",
                "train.batchSize=4",
                "sweep.dir=" + folder.resolve("sweep")));
    arguments.addAll(List.of(grid));
    Sweep sweep = SweepReader.read(Optional.empty(), arguments);
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new SweepJob(sweep, new Terminal(out, 100, false, false));
  }

  private List<String> results() throws IOException {
    return Files.readAllLines(folder.resolve("sweep/results.jsonl"));
  }

  @Test
  void runsTheGridOnceAndLeavesATable() throws IOException {
    String[] grid = {"sweep.grid.sync.workers=1,2", "sweep.grid.sync.period=1,4"};
    assertThat(job(grid).run(spark)).isEqualTo(ExitCode.DONE);
    assertThat(results()).hasSize(4).allMatch(line -> line.contains("\"status\":\"done\""));
    assertThat(folder.resolve("sweep/table.md"))
        .content()
        .contains("sync.workers", "held-out loss");
    assertThat(folder.resolve("sweep/table.csv")).content().hasLineCount(5);
    assertThat(new ObjectMapper().readTree(results().get(0)).path("point").path("sync.workers"))
        .hasToString("\"1\"");

    List<String> before = results();
    assertThat(job(grid).isFinished()).isTrue();
    SweepJob wider = job("sweep.grid.sync.workers=1,2,3", "sweep.grid.sync.period=1,4");
    assertThat(wider.isFinished()).isFalse();
    bytes.reset();
    assertThat(wider.run(spark)).isEqualTo(ExitCode.DONE);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("not run again"))
        .hasSize(4);
    assertThat(results()).hasSize(6).startsWith(before.toArray(String[]::new));
  }

  @Test
  void aTrialThatFailsIsRecordedAndPassedOver() throws IOException {
    assertThat(job("sweep.grid.sync.workers=200,2").run(spark)).isEqualTo(ExitCode.FAILED);
    assertThat(results()).hasSize(2);
    assertThat(results().get(0)).contains("sync.workers must be at most");
    assertThat(results().get(1)).contains("\"status\":\"done\"");
  }

  @Test
  void aTrialThatDivergesIsAResult() throws IOException {
    assertThat(
            job("optimizer.type=sgd", "sync.period=1", "sweep.grid.optimizer.lr=1e30,0.1")
                .run(spark))
        .isEqualTo(ExitCode.DONE);
    assertThat(results().get(0)).contains("\"status\":\"diverged\"");
  }
}
