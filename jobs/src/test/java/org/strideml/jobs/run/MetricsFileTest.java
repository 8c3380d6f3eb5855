package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RoundRecord.WorkerRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.metric.Quality;

class MetricsFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("metrics.jsonl");
  }

  private static RoundRecord round(long round, double loss) {
    List<WorkerRecord> workers = List.of(new WorkerRecord(0, loss, 8, 0.25, 0.125));
    return new RoundRecord(
        round,
        2 * round,
        8 * round,
        0,
        0.5,
        loss,
        1e-3,
        2,
        40,
        30,
        200,
        0.25,
        0.2,
        0.01,
        0.125,
        0.5,
        0.875,
        new DeviceTraffic(900, 90, 9),
        0,
        0,
        workers,
        Map.of("staleness", 1.5));
  }

  private static Quality quality() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", 0.75);
    figures.put("f1", Double.NaN);
    return new Quality(0.5, figures, new double[][] {{3, 0}, {2.5, 5}}, 10);
  }

  private void write(long from, long to) throws IOException {
    try (MetricsFile metrics = new MetricsFile(file, 2)) {
      metrics.onStart(new RunStart(from, 10, 20, 5, 100, 10, 1));
      for (long i = from + 1; i <= to; i++) {
        metrics.onRound(round(i, 1.0 / i));
        if (i % 2 == 0) {
          metrics.onEvaluation(new EvaluationRecord(i, 2 * i, quality(), true, 0.1));
        }
      }
    }
  }

  private static List<String> names(JsonNode line) {
    List<String> names = new ArrayList<>();
    line.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Scripts rely on these names. */
  @Test
  void hasTheDocumentedKeys() throws IOException {
    write(0, 2);
    List<JsonNode> lines = MetricsFile.read(file);
    assertThat(lines).hasSize(3);
    assertThat(names(lines.get(0)))
        .containsExactly(
            "round",
            "step",
            "samples",
            "epoch",
            "loss",
            "learningRate",
            "syncPeriod",
            "workers",
            "slots",
            "bytesDown",
            "bytesUp",
            "bytesFp32",
            "computeSeconds",
            "productSeconds",
            "stagingSeconds",
            "encodeSeconds",
            "waitSeconds",
            "roundSeconds",
            "deviceBytesUp",
            "deviceBytesDown",
            "deviceLaunches",
            "staleness",
            "perWorker");
    assertThat(names(lines.get(0).path("perWorker").get(0)))
        .containsExactly("worker", "loss", "rows", "computeSeconds", "encodeSeconds");
    assertThat(names(lines.get(2)))
        .containsExactly(
            "round", "step", "evalLoss", "accuracy", "f1", "rows", "confusion", "best", "seconds");
  }

  @Test
  void aResumedRunLeavesTheLinesOfOneThatNeverStopped() throws IOException {
    write(0, 6);
    String whole = Files.readString(file);
    write(0, 5);
    Files.writeString(file, "{\"round\":6,\"lo", StandardOpenOption.APPEND);
    write(4, 6);
    assertThat(Files.readString(file)).isEqualTo(whole);
  }

  @Test
  void aFreshRunLeavesNothingOfAnEarlierOne() throws IOException {
    write(0, 4);
    write(0, 1);
    assertThat(MetricsFile.read(file)).hasSize(1);
  }

  @Test
  void writesNullForWhatIsNoNumber() throws IOException {
    try (MetricsFile metrics = new MetricsFile(file, 2)) {
      metrics.onStart(new RunStart(0, 10, 20, 5, 100, 10, 1));
      metrics.onRound(round(1, Double.NaN));
    }
    assertThat(MetricsFile.read(file).get(0).path("loss").isNull()).isTrue();
  }

  @Test
  void curvesReadWhatWasWritten() throws IOException {
    write(0, 4);
    Curves curves = Curves.read(file);
    assertThat(curves.rounds()).isEqualTo(4);
    assertThat(curves.steps()).isEqualTo(8);
    assertThat(curves.ofRounds("loss")).containsExactly(1.0, 0.5, 1.0 / 3, 0.25);
    assertThat(curves.ofEvaluations("step")).containsExactly(4, 8);
    assertThat(curves.sumOfRounds("bytesUp")).isEqualTo(120);
    assertThat(curves.sumOfRounds("deviceBytesUp")).isEqualTo(3600);
    assertThat(curves.evaluationAfter(4).toString())
        .isEqualTo(
            "{\"evalLoss\":0.5,\"accuracy\":0.75,\"f1\":null,\"confusion\":[[3,0],[2.5,5]]}");
    assertThat(curves.lastEvaluation()).isEqualTo(curves.evaluationAfter(4));
    assertThat(curves.evaluationAfter(3).path("evalLoss").isNull()).isTrue();
  }
}
