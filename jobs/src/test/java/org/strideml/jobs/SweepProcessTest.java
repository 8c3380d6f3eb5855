package org.strideml.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.sweep.result.SweepFile;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;

/** Sweeps as processes that are killed, started twice, and scheduled. */
class SweepProcessTest {
  private static final int ROUNDS = 64;

  @TempDir Path directory;

  @BeforeEach
  void writeData() throws IOException {
    TinyImages.write(directory.resolve("images"));
  }

  private ChildProcess sweep(String dir, String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "sweep",
                "data.dir=images",
                "model.hidden=8",
                "optimizer.lr=0.02",
                "train.steps=" + ROUNDS,
                "sync.period=1",
                "train.batchSize=8",
                "train.evaluateEvery=8",
                "checkpoint.every=4",
                "sweep.grid.sync.workers=1,2",
                "sweep.seeds=1,2",
                "sweep.dir=" + dir));
    all.addAll(Arrays.asList(more));
    return ChildProcess.start(directory, all.toArray(String[]::new));
  }

  private SweepResult result(String dir) {
    return SweepFile.read(directory.resolve(dir));
  }

  private static void await(BooleanSupplier condition, ChildProcess process) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long:%n%s", process.output()).isLessThan(end);
      assertThat(process.isAlive()).as("ended:%n%s", process.output()).isTrue();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Lines of the metrics of all trials together. */
  private long lines(String dir) {
    try (Stream<Path> files = Files.walk(directory.resolve(dir))) {
      long lines = 0;
      for (Path file : files.filter(one -> one.endsWith("metrics.jsonl")).toList()) {
        lines += Files.readString(file).lines().count();
      }
      return lines;
    } catch (IOException | java.io.UncheckedIOException e) {
      // A folder that is being written.
      return 0;
    }
  }

  @Test
  void killedAndStartedAgainItEndsAsIfNothingHadBeen() throws Exception {
    ChildProcess whole = sweep("whole");
    assertThat(whole.code()).as(whole.output()).isZero();

    for (int half : new int[] {20, 20 + ROUNDS + ROUNDS / 2}) {
      ChildProcess killed = sweep("killed");
      await(() -> lines("killed") > half, killed);
      killed.kill();
      assertThat(result("killed").status()).isEqualTo("running");
    }
    List<TrialResult> finished =
        result("killed").trials().stream().filter(one -> one.status().isFinished()).toList();
    assertThat(finished).isNotEmpty().hasSizeLessThan(4);

    ChildProcess last = sweep("killed");
    assertThat(last.code()).as(last.output()).isZero();
    assertThat(last.output())
        .contains("4 trials, %d of them finished before".formatted(finished.size()));
    assertThat(last.output()).contains("resumed after round");
    SweepResult ended = result("killed");
    assertThat(ended.status()).isEqualTo("done");
    assertThat(ended.trials()).containsAll(finished);
    for (TrialResult trial : result("whole").trials()) {
      TrialResult same = ended.trial(trial.number());
      assertThat(same.status()).isEqualTo(TrialStatus.DONE);
      assertThat(same.id()).isEqualTo(trial.id());
      for (String name : List.of("evalLoss", "trainLoss", "accuracy", "bytes", "rounds")) {
        assertThat(same.figure(name)).as(name).isEqualTo(trial.figure(name));
      }
      assertThat(directory.resolve("killed").resolve(same.run()).resolve("model/model.safetensors"))
          .hasSameBinaryContentAs(
              directory.resolve("whole").resolve(trial.run()).resolve("model/model.safetensors"));
    }
  }

  @Test
  void aSecondOneRefusesAndNamesTheFirst() throws Exception {
    ChildProcess first = sweep("sweep");
    await(() -> Files.exists(directory.resolve("sweep/sweep.json")), first);
    ChildProcess second = sweep("sweep", "--summary-file", "second.json");
    assertThat(second.code()).as(second.output()).isEqualTo(ExitCode.USAGE.code());
    String host = java.net.InetAddress.getLocalHost().getHostName();
    assertThat(second.output())
        .contains("another process (pid %d on %s) sweeps in".formatted(first.pid(), host));
    assertThat(json("second.json").path("status").asText()).isEqualTo("refused");
    assertThat(json("second.json").path("exitCode").asInt()).isEqualTo(2);

    first.terminate();
    assertThat(first.code()).as(first.output()).isEqualTo(ExitCode.STOPPED.code());
    assertThat(result("sweep").status()).isEqualTo("stopped");
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(name).toFile());
  }

  @Test
  void scheduledItDoesNothingUnlessSomethingHasChanged() throws Exception {
    String[] scheduled = {
      "train.steps=4", "--if-changed", "--log", "json", "--summary-file", "last.json"
    };
    ChildProcess first = sweep("sweep", scheduled);
    assertThat(first.code()).as(first.output()).isZero();
    assertThat(first.output()).contains("\"event\":\"trial\"", "\"event\":\"end\"");
    assertThat(json("last.json").path("status").asText()).isEqualTo("done");
    assertThat(json("last.json").at("/trials/done").asInt()).isEqualTo(4);
    assertThat(json("last.json").path("bestConf").asText()).endsWith("best.conf");
    byte[] before = Files.readAllBytes(directory.resolve("sweep/sweep.json"));

    ChildProcess second = sweep("sweep", scheduled);
    assertThat(second.code()).as(second.output()).isZero();
    assertThat(second.output()).contains("nothing has changed since sweep was swept");
    assertThat(directory.resolve("sweep/sweep.json")).hasBinaryContent(before);

    TinyImages.write(directory.resolve("images"));
    ChildProcess third = sweep("sweep", scheduled);
    assertThat(third.code()).as(third.output()).isZero();
    assertThat(third.output()).doesNotContain("nothing has changed");
    assertThat(json("last.json").at("/trials/done").asInt()).isEqualTo(4);
  }

  @Test
  void trainingDoesNothingUnlessSomethingHasChanged() throws Exception {
    String[] train = {
      "train",
      "data.dir=images",
      "run.name=nightly",
      "model.hidden=8",
      "train.steps=8",
      "--if-changed",
      "--log",
      "logfmt",
      "--summary-file",
      "last.json"
    };
    ChildProcess first = ChildProcess.start(directory, train);
    assertThat(first.code()).as(first.output()).isZero();
    assertThat(first.output()).contains("event=start", "event=round", "event=end status=done");
    String dir = json("last.json").path("dir").asText();
    assertThat(directory.resolve(dir).resolve("summary.json")).exists();

    ChildProcess second = ChildProcess.start(directory, train);
    assertThat(second.code()).as(second.output()).isZero();
    assertThat(second.output()).contains("nothing has changed since " + dir);
    assertThat(json("last.json").path("evalLoss").isNumber()).isTrue();

    String[] other =
        Stream.concat(Arrays.stream(train), Stream.of("run.seed=2")).toArray(String[]::new);
    ChildProcess third = ChildProcess.start(directory, other);
    assertThat(third.code()).as(third.output()).isZero();
    assertThat(json("last.json").path("dir").asText()).isNotEqualTo(dir);
  }
}
