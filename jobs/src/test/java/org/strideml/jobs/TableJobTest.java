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

/** Tables through the command line, as processes. */
class TableJobTest {
  @TempDir Path directory;

  private String succeed(String... arguments) throws Exception {
    ChildProcess process = ChildProcess.start(directory, arguments);
    assertThat(process.code()).as(process.output()).isZero();
    return process.output();
  }

  private JsonNode summary(String run) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(run + "/summary.json").toFile());
  }

  private static List<String> lines(int count) {
    List<String> lines = new ArrayList<>(List.of("size;colour;price;kind"));
    for (int i = 0; i < count; i++) {
      double size = i % 40;
      boolean red = i % 3 == 0;
      double price = 1000 + 50 * size + (red ? 500 : 0);
      lines.add(size + ";" + (red ? "red" : "blue") + ";" + price + ";" + (price > 2100));
    }
    return lines;
  }

  @Test
  void learnsClassesAndNamesThem() throws Exception {
    List<String> lines = lines(400);
    lines.add("many;red;3;true");
    Files.write(directory.resolve("rows.csv"), lines);
    String trained =
        succeed(
            "train",
            "data.format=csv",
            "data.path=rows.csv",
            "data.csv.separator=;",
            "data.label=kind",
            "data.ignore=price",
            "data.numeric=size",
            "data.onBadRow=drop",
            "data.encode=embedding",
            "model.hidden=8",
            "optimizer.lr=0.02",
            "train.epochs=10",
            "sync.period=4",
            "run.dir=run");
    assertThat(trained)
        .contains("numeric: size", "categorical: colour", "dropped 1 held-out row", "row 401")
        .doesNotContain("perplexity", "tokens/s");
    assertThat(summary("run").path("accuracy").asDouble()).isGreaterThan(0.95);
    assertThat(summary("run").path("droppedRows").asLong()).isEqualTo(1);
    assertThat(succeed("evaluate", "run"))
        .contains("\"accuracy\":" + summary("run").path("accuracy").asText());
    Files.write(
        directory.resolve("new.csv"),
        List.of("size;colour;price", "39;red;0", "wrong;red;0", "1;blue;0"));
    assertThat(succeed("predict", "run", "--file", "new.csv", "--top", "2").lines())
        .anyMatch(line -> line.matches("0\ttrue\t0\\.9\\d+\tfalse\t0\\.0\\d+"))
        .anyMatch(line -> line.matches("2\tfalse\t0\\.9\\d+\ttrue\t0\\.0\\d+"))
        .noneMatch(line -> line.startsWith("1\t"));
  }

  @Test
  void learnsNumbersInTheirUnits() throws Exception {
    Files.write(directory.resolve("rows.csv"), lines(600));
    succeed(
        "train",
        "data.format=csv",
        "data.path=rows.csv",
        "data.csv.separator=;",
        "data.label=price",
        "data.ignore=kind",
        "model.hidden=[]",
        "optimizer.lr=0.05",
        "train.epochs=20",
        "sync.period=4",
        "schedule.type=cosine",
        "run.dir=run");
    assertThat(summary("run").path("rmse").asDouble()).isBetween(0.0, 20.0);
    Files.write(directory.resolve("new.csv"), List.of("size;colour;price;kind", "10;red;;"));
    String predicted = succeed("predict", "run", "--file", "new.csv");
    String line = predicted.lines().filter(one -> one.startsWith("0\t")).findFirst().orElseThrow();
    assertThat(Double.parseDouble(line.substring(2))).isBetween(1960.0, 2040.0);
  }
}
