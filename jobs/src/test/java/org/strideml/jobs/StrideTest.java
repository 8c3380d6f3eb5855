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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.exit.ExitCode;

/** The command line as a script sees it: processes, exit codes, files. */
class StrideTest {
  /** The fields scripts rely on, in their order. */
  private static final List<String> SUMMARY_FIELDS =
      List.of(
          "status",
          "run",
          "rounds",
          "steps",
          "samples",
          "seconds",
          "samplesPerSecond",
          "productSeconds",
          "kernelSeconds",
          "stagingSeconds",
          "encodeSeconds",
          "sparkSeconds",
          "trainLoss",
          "evalLoss",
          "accuracy",
          "f1",
          "confusion",
          "parameters",
          "workers",
          "syncPeriod",
          "noiseScale",
          "recommendedWorkers",
          "bytesDown",
          "bytesUp",
          "peakBytesUp",
          "bytesFp32",
          "backend",
          "device",
          "instructionSet",
          "deviceBytesUp",
          "deviceBytesDown",
          "deviceLaunches",
          "precision",
          "seed",
          "configHash",
          "dataHash",
          "restores",
          "replays");

  @TempDir Path directory;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyImages.write(directory.resolve("images"));
  }

  private ChildProcess start(String... arguments) throws IOException {
    return ChildProcess.start(directory, arguments);
  }

  private String[] train(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                "data.dir=images",
                "model.hidden=8",
                "optimizer.lr=0.02",
                "train.steps=32",
                "sync.period=4",
                "train.batchSize=8",
                "run.dir=run",
                "train.evaluateEvery=4"));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private void refused(ExitCode code, String message, String... arguments) throws Exception {
    ChildProcess process = start(arguments);
    assertThat(process.code()).as(process.output()).isEqualTo(code.code());
    assertThat(process.output()).contains("stride: ", message).doesNotContain("\tat ");
  }

  private JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("run/summary.json").toFile());
  }

  @Test
  void plansWithoutTraining() throws Exception {
    String[] plan = train();
    plan[0] = "plan";
    ChildProcess process = start(plan);
    assertThat(process.code()).as(process.output()).isZero();
    assertThat(process.output())
        .contains("8 of 2 workers with 4 local steps each", "outside the heap");
    assertThat(directory.resolve("run")).doesNotExist();
    plan = train("train.evaluationBatchSize=20000000");
    plan[0] = "plan";
    refused(ExitCode.USAGE, "outside the heap: expected at most", plan);
  }

  @Test
  void trainsEvaluatesPredictsAndKnowsWhenItIsDone() throws Exception {
    ChildProcess train = start(train());
    assertThat(train.code()).as(train.output()).isZero();
    assertThat(train.output()).contains("✓", "held-out loss", "┤", "files");
    List<String> fields = new ArrayList<>();
    summary().fieldNames().forEachRemaining(fields::add);
    assertThat(fields).isEqualTo(SUMMARY_FIELDS);
    assertThat(summary().path("status").asText()).isEqualTo("done");
    assertThat(summary().path("accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(directory.resolve("run"))
        .isDirectoryContaining("glob:**/metrics.jsonl")
        .isDirectoryContaining("glob:**/config.resolved.conf")
        .isDirectoryContaining("glob:**/model")
        .isDirectoryContaining("glob:**/report.html")
        .isDirectoryContaining("glob:**/events.out.tfevents.*")
        .isDirectoryContaining("glob:**/checkpoints");

    ChildProcess again = start(train());
    assertThat(again.code()).isZero();
    assertThat(again.output()).contains("run is done");

    refused(ExitCode.USAGE, "run.seed: 2, was 1", train("run.seed=2"));

    ChildProcess evaluate = start("evaluate", "run");
    assertThat(evaluate.code()).as(evaluate.output()).isZero();
    String line = evaluate.output().lines().filter(one -> one.startsWith("{")).findFirst().get();
    JsonNode result = new ObjectMapper().readTree(line);
    assertThat(result.path("evalLoss").asDouble()).isEqualTo(summary().path("evalLoss").asDouble());
    assertThat(result.path("rows").asInt()).isEqualTo(30);

    ChildProcess predict =
        start("predict", "run", "--file", "images/" + TinyImages.TEST_IMAGES, "--top", "3");
    assertThat(predict.code()).as(predict.output()).isZero();
    assertThat(predict.output().lines().filter(one -> one.matches("\\d+(\t\\d\t0\\.\\d{6}){3}")))
        .hasSize(30);

    ChildProcess export = start("export", "run");
    assertThat(export.code()).as(export.output()).isZero();
    assertThat(directory.resolve("run/model/model.onnx")).isNotEmptyFile();
  }

  @Test
  void signalTermStopsAfterARoundAndTheSameCommandGoesOn() throws Exception {
    // Steps enough that the signal comes before the end on any machine.
    String[] command = train("train.steps=100000", "sync.period=1", "train.evaluateEvery=0");
    ChildProcess process = start(command);
    Path metrics = directory.resolve("run/metrics.jsonl");
    while (process.isAlive() && (!Files.exists(metrics) || Files.size(metrics) < 1000)) {
      Thread.sleep(50);
    }
    process.terminate();
    assertThat(process.code()).as(process.output()).isEqualTo(ExitCode.STOPPED.code());
    assertThat(summary().path("status").asText()).isEqualTo("stopped");
    long rounds = summary().path("rounds").asLong();
    assertThat(rounds).isBetween(1L, 99_999L);

    ChildProcess more = start(command);
    while (more.isAlive() && !more.output().contains("resumed after round " + rounds)) {
      Thread.sleep(50);
    }
    more.terminate();
    assertThat(more.code()).as(more.output()).isEqualTo(ExitCode.STOPPED.code());
    assertThat(summary().path("rounds").asLong()).isGreaterThan(rounds);
  }

  @Test
  void divergenceKeepsTheLastGoodModel() throws Exception {
    String[] wild = {"optimizer.type=sgd", "optimizer.lr=1e30", "sync.period=1"};
    ChildProcess process = start(train(wild));
    assertThat(process.code()).as(process.output()).isEqualTo(ExitCode.DIVERGED.code());
    assertThat(process.output()).contains("✗ loss ", "optimizer.lr").doesNotContain("\tat ");
    assertThat(summary().path("status").asText()).isEqualTo("diverged");
    assertThat(directory.resolve("run/model/model.safetensors")).isNotEmptyFile();
  }

  @Test
  void badSettingsAreRefusedTogetherBeforeAnythingStarts() throws Exception {
    ChildProcess process = start(train("train.batchsize=8", "sync.workers=none", "train.steps=-1"));
    assertThat(process.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(process.output())
        .contains("3 problems", "did you mean train.batchSize?", "sync.workers", "train.steps")
        .doesNotContain("\tat ");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void usageErrorsEndWithTwo() throws Exception {
    refused(ExitCode.USAGE, "nonsense", "nonsense");
    refused(ExitCode.USAGE, "Unknown option: '--nonsense'", "train", "--nonsense");
    refused(ExitCode.USAGE, "no configuration file none.conf", "train", "none.conf");
    refused(ExitCode.USAGE, "is no run folder", "evaluate", "images");
    refused(ExitCode.USAGE, "data set must be one of europarl, fashion-mnist", "data", "cifar");
  }

  @Test
  void badDataEndsWithOneAndLeavesNoRun() throws Exception {
    refused(ExitCode.FAILED, "nowhere", train("data.dir=nowhere"));
    refused(ExitCode.USAGE, "sync.workers must be at most", train("sync.workers=97"));
    Path images = data.resolve(TinyImages.TRAIN_IMAGES);
    byte[] whole = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(whole, whole.length - 5));
    refused(ExitCode.FAILED, "truncated", train());
    Files.write(images, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    refused(ExitCode.FAILED, "magic number", train());
    Files.write(images, new byte[0]);
    refused(ExitCode.FAILED, "an empty file", train());
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void aMissingDeviceEndsWithThirty() throws Exception {
    String[] device = {"backend.type=opencl", "backend.device=opencl:99"};
    refused(ExitCode.NO_DEVICE, "opencl:99", train(device));
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void damagedFilesOfARunAreNamed() throws Exception {
    ChildProcess first = start(train("train.steps=8"));
    assertThat(first.code()).as(first.output()).isZero();
    Path model = directory.resolve("run/model/model.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 3] ^= 1;
    Files.write(model, bytes);
    refused(ExitCode.FAILED, "model.safetensors", "evaluate", "run");

    Files.delete(directory.resolve("run/summary.json"));
    try (var files = Files.walk(directory.resolve("run/checkpoints"))) {
      for (Path file : files.filter(one -> one.endsWith("driver.safetensors")).toList()) {
        byte[] state = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(state, state.length / 2));
      }
    }
    refused(ExitCode.FAILED, "driver.safetensors", train("train.steps=8"));
  }

  @Test
  void verboseShowsWhereAnErrorComesFrom() throws Exception {
    ChildProcess process = start("evaluate", "images", "--verbose");
    assertThat(process.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(process.output()).contains("\tat org.strideml.jobs");
  }

  @Test
  void helpListsVerbsAndExitCodes() throws Exception {
    ChildProcess process = start("--help");
    assertThat(process.code()).isZero();
    assertThat(process.output())
        .contains("train", "evaluate", "predict", "sweep", "doctor", "data");
    for (ExitCode code : ExitCode.values()) {
      assertThat(process.output()).contains(code.code() + "  " + code.meaning());
    }
  }
}
