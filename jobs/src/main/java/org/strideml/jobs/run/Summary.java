package org.strideml.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.trainer.ComputedOn;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.async.Asynchronous;
import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.gossip.PeerExchange;

/** {@code summary.json}: what came of a run, for scripts. Numbers that do not exist are null. */
public final class Summary {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Status of a run that a sweep has ended early. */
  public static final String PRUNED = "pruned";

  private final ObjectNode fields;

  private Summary(ObjectNode fields) {
    this.fields = fields;
  }

  /**
   * What the summary of a run says beside its settings.
   *
   * @param quality how the kept model did on the held-out rows, see {@link QualityJson}
   * @param droppedRows of a table, that could not be used
   * @param dataHash see {@link DataPrint}; empty when rows come from no file
   */
  record Outcome(
      ExitCode code,
      TrainingResult result,
      ObjectNode quality,
      int parameters,
      OptionalLong droppedRows,
      String dataHash) {
    String status() {
      return result.status() == TrainingResult.Status.PRUNED ? PRUNED : code.status();
    }
  }

  static Summary of(StrideConfig config, RunFolder folder, Outcome outcome, int tokensPerRow) {
    Progress progress = outcome.result().progress();
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("status", outcome.status());
    fields.put("run", folder.path().toAbsolutePath().normalize().getFileName().toString());
    fields.put("rounds", progress.round());
    fields.put("steps", progress.step());
    fields.put("samples", progress.samples());
    number(fields, "seconds", progress.seconds());
    number(fields, "samplesPerSecond", progress.samples() / progress.seconds());
    if (tokensPerRow > 0) {
      number(fields, "tokensPerSecond", progress.samples() * tokensPerRow / progress.seconds());
    }
    Curves curves = Curves.read(folder.metrics());
    times(fields, curves);
    if (config.sync().mode() instanceof Asynchronous) {
      number(fields, "clockSeconds", curves.ofLastRound("clockSeconds"));
      number(fields, "staleness", curves.sumOfRounds("staleness") / progress.round());
    }
    if (config.sync().mode() instanceof PeerExchange) {
      number(fields, "consensusDistance", curves.ofLastRound("consensusDistance"));
    }
    number(fields, "trainLoss", progress.trainLoss());
    fields.setAll(outcome.quality());
    fields.put("parameters", outcome.parameters());
    fields.put("workers", config.sync().workers());
    fields.put("syncPeriod", config.sync().policy().period().base());
    noise(fields, config, outcome.result());
    fields.put("bytesDown", progress.bytesDown());
    fields.put("bytesUp", progress.bytesUp());
    number(fields, "peakBytesUp", DoubleStream.of(curves.ofRounds("bytesUp")).max().orElse(0));
    fields.put("bytesFp32", outcome.result().bytesFp32());
    fields.put("backend", all(outcome.result(), ComputedOn::backend));
    fields.put("device", all(outcome.result(), ComputedOn::device));
    fields.put("instructionSet", all(outcome.result(), ComputedOn::instructionSet));
    for (String name : List.of("deviceBytesUp", "deviceBytesDown", "deviceLaunches")) {
      fields.put(name, (long) curves.sumOfRounds(name));
    }
    fields.put("precision", config.backend().precision().toString());
    fields.put("seed", config.run().seed());
    fields.put("configHash", config.resolved().hash());
    fields.put("dataHash", outcome.dataHash());
    fields.put("restores", progress.restores());
    fields.put("replays", progress.replays());
    outcome.droppedRows().ifPresent(rows -> fields.put("droppedRows", rows));
    return new Summary(fields);
  }

  /** Where the rounds' time went; without products where the backend does not measure them. */
  private static void times(ObjectNode fields, Curves curves) {
    double compute = curves.sumOfRounds("computeSeconds");
    double products = curves.sumOfRounds("productSeconds");
    double staging = curves.sumOfRounds("stagingSeconds");
    number(fields, "productSeconds", products > 0 ? products : Double.NaN);
    number(fields, "kernelSeconds", compute - products - staging);
    number(fields, "stagingSeconds", staging);
    number(fields, "encodeSeconds", curves.sumOfRounds("encodeSeconds"));
    number(fields, "sparkSeconds", curves.sumOfRounds("waitSeconds"));
  }

  /** One word when all workers agree, else all of them. */
  private static String all(TrainingResult result, Function<ComputedOn, String> part) {
    return result.computedOn().stream()
        .map(part)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /**
   * The gradient noise scale, and with how many workers a round would have as many rows: more bring
   * little, fewer waste no work.
   */
  private static void noise(ObjectNode fields, StrideConfig config, TrainingResult result) {
    double rows = result.noiseScale();
    if (Double.isNaN(rows)) {
      return;
    }
    number(fields, "noiseScale", rows);
    double each =
        (double) config.train().batchSize() * result.progress().step() / result.progress().round();
    if (Double.isFinite(rows)) {
      fields.put("recommendedWorkers", Math.max(1, Math.round(rows / each)));
    }
  }

  /**
   * The summary of a run that ended by an exception: what is known of it from its metrics.
   *
   * @param error one sentence
   */
  static Summary failed(StrideConfig config, RunFolder folder, ExitCode code, String error) {
    Curves curves = Curves.read(folder.metrics());
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("status", code.status());
    fields.put("run", folder.path().toAbsolutePath().normalize().getFileName().toString());
    fields.put("rounds", curves.rounds());
    fields.put("steps", curves.steps());
    number(fields, "trainLoss", curves.lastLoss());
    fields.put("workers", config.sync().workers());
    fields.put("syncPeriod", config.sync().policy().period().base());
    fields.put("seed", config.run().seed());
    fields.put("configHash", config.resolved().hash());
    fields.put("error", error);
    return new Summary(fields);
  }

  private static void number(ObjectNode fields, String name, double value) {
    if (Double.isFinite(value)) {
      fields.put(name, value);
    } else {
      fields.putNull(name);
    }
  }

  void write(Path file) {
    try {
      AtomicFile.write(file, JSON.writeValueAsString(fields) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * @throws UncheckedIOException when the file is missing or no JSON
   */
  public static Summary read(Path file) {
    try {
      JsonNode tree = JSON.readTree(Files.readAllBytes(file));
      if (tree instanceof ObjectNode fields) {
        return new Summary(fields);
      }
      throw new IOException("expected a JSON object, got " + tree.getNodeType());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + file + ": " + e.getMessage() + "; delete it to run again", e);
    }
  }

  /** Whether the run came to its end. */
  public boolean isDone() {
    return text("status").equals(ExitCode.DONE.status());
  }

  /** A field as text; empty when it is missing or null. */
  public String text(String name) {
    return fields.path(name).asText("");
  }

  /** A field as a number; NaN when it is missing or null. */
  public double number(String name) {
    return fields.path(name).asDouble(Double.NaN);
  }

  /** All fields. */
  public ObjectNode json() {
    return fields.deepCopy();
  }
}
