package org.strideml.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs without waiting and without a center, from configuration to summary. */
class ModesJobTest {
  private static final List<String> ASYNCHRONOUS =
      List.of(
          "sync.mode=asynchronous",
          "sync.async.steps=dynamic",
          "sync.async.minSteps=2",
          "sync.outer.type=delayed-nesterov");

  @TempDir Path directory;

  private String succeed(List<String> more) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.dir=images",
                "model.hidden=8",
                "optimizer.lr=0.02",
                "train.steps=32",
                "train.batchSize=8",
                "train.evaluateEvery=4",
                "sync.workers=4",
                "sync.period=4"));
    all.add(0, more.get(0));
    all.addAll(more.subList(1, more.size()));
    ChildProcess process = ChildProcess.start(directory, all.toArray(String[]::new));
    assertThat(process.code()).as(process.output()).isZero();
    return process.output();
  }

  private JsonNode summary(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("summary.json").toFile());
  }

  private JsonNode lastRound(Path run) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
    JsonNode last = null;
    for (String line : lines) {
      JsonNode node = new ObjectMapper().readTree(line);
      last = node.has("loss") ? node : last;
    }
    return last;
  }

  private static List<String> with(String verb, List<String> settings, String... more) {
    List<String> all = new ArrayList<>(List.of(verb));
    all.addAll(settings);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void aRunByTheWallClockIsRepeatedFromItsLog() throws Exception {
    TinyImages.write(directory.resolve("images"));
    String real = succeed(with("train", ASYNCHRONOUS, "sync.async.clock=wall", "run.dir=real"));
    assertThat(real).contains("by the run's clock", "all 32 steps of 4 workers were made");
    Path run = directory.resolve("real");
    assertThat(summary(run).path("samples").asLong()).isEqualTo(32 * 4 * 8);
    assertThat(summary(run).path("clockSeconds").asDouble()).isPositive();
    assertThat(lastRound(run).path("clockSeconds").asDouble())
        .isEqualTo(summary(run).path("clockSeconds").asDouble());
    assertThat(lastRound(run).has("staleness")).isTrue();
    succeed(
        with(
            "train",
            ASYNCHRONOUS,
            "sync.async.clock=replay",
            "sync.async.log=real/clock.jsonl",
            "run.dir=again"));
    assertThat(directory.resolve("again/model/model.safetensors"))
        .hasSameBinaryContentAs(run.resolve("model/model.safetensors"));
  }

  @Test
  void anEarlierRunSaysWhichRowsAreEasy() throws Exception {
    TinyImages.write(directory.resolve("images"));
    succeed(List.of("train", "train.steps=8", "run.dir=judge"));
    succeed(List.of("train", "run.dir=shuffled"));
    List<String> curriculum =
        List.of("train", "data.order.type=easy-first", "data.order.model=judge");
    // The judge knows two of three classes, so rows of the third come late: it takes longer.
    succeed(with("train", curriculum.subList(1, 3), "train.steps=96", "run.dir=easy"));
    succeed(with("train", curriculum.subList(1, 3), "data.order.start=1", "run.dir=all"));
    assertThat(directory.resolve("all/model/model.safetensors"))
        .as("all rows are open from the first step on")
        .hasSameBinaryContentAs(directory.resolve("shuffled/model/model.safetensors"));
    succeed(with("train", curriculum.subList(1, 3), "run.dir=short"));
    assertThat(Files.readAllBytes(directory.resolve("short/model/model.safetensors")))
        .isNotEqualTo(Files.readAllBytes(directory.resolve("shuffled/model/model.safetensors")));
    assertThat(summary(directory.resolve("easy")).path("accuracy").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void theMeanOfAllModelsIsEvaluatedAndSaved() throws Exception {
    TinyImages.write(directory.resolve("images"));
    succeed(List.of("train", "sync.mode=gossip", "sync.gossip.topology=ring", "run.dir=gossip"));
    Path run = directory.resolve("gossip");
    assertThat(summary(run).path("accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(summary(run).path("consensusDistance").asDouble()).isPositive();
    assertThat(lastRound(run).path("consensusDistance").asDouble())
        .isEqualTo(summary(run).path("consensusDistance").asDouble());
  }
}
