package org.strideml.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/Claims.java}, as a process of its own in a folder with a ledger. Compiled once,
 * since compiling is most of what starting a source file takes.
 */
class ClaimsTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final String TABLE =
      """
      | name | claim | command | figure | bound |
      | --- | --- | --- | --- | --- |
      """;
  private static final String SCRIPT =
      """

      ## write

      ```bash
      mkdir -p runs/claims/a-1 runs/claims/a-2
      echo '{"x": 3, "y": 4}' > runs/claims/a-1/summary.json
      echo '{"x": 5, "y": 4}' > runs/claims/a-2/summary.json
      echo '[{"name": "one.two", "ratio": 0.5}]' > runs/claims/bench.json
      echo '{"seconds": 9, "settings": [{"point": {"a": "1"}, "figures": {}}, {"point":
        {"a": "4", "b": "x"}, "figures": {"loss": {"n": 3, "mean": 0.25}}}], "outcomes":
        [{"name": "d1", "low": 0.125}]}' > runs/claims/sweep.json
      ```

      ## lacks

      ```bash
      echo 'no OpenCL device' && exit 30
      ```

      ## breaks

      ```bash
      echo 'no memory' && false
      ```
      """;

  @TempDir private static Path classes;
  @TempDir private Path folder;

  /** How a process ended. */
  private record Ended(int code, String output) {}

  @BeforeAll
  static void compile() {
    String source = REPOSITORY.resolve("scripts/Claims.java").toString();
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), "-cp", jackson(), source);
    assertThat(errors).isZero();
  }

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(folder.resolve("docs"));
  }

  @Test
  void ledgerOfThisRepositoryCanBeRead() throws Exception {
    Ended ended = claims(REPOSITORY, "--list");
    assertThat(ended.output()).contains("quickstart-loss", "step-gpt", "round-empty");
    assertThat(ended.code()).isZero();
  }

  @Test
  void readsFiguresAndComparesThem() throws Exception {
    Ended ended =
        ledger(
            "| mean | 4 | [write](#write) | `mean(a-{1,2}/summary.json#x)` | <= 4.0 |",
            "| each | 1 | [write](#write) | `abs(min(a-{1,2}/summary.json#x - a-1/summary.json#y))`"
                + " | >= 1 |",
            "| parts | 2 | [write](#write) | `a-1/summary.json#y / 2 + 0.5 * ( 1 - 1 )` | <= 2 |",
            "| bench | 0.5 | [write](#write) | `bench.json#one.two.ratio` | >= 0.5 |",
            "| sweep | 9.375 | [write](#write) | `sweep.json#4,x.loss + sweep.json#seconds + sweep.json#d1.low` | >="
                + " 9.25 |");
    assertThat(ended.output()).contains("pass  mean", "5 passed").doesNotContain("fail");
    assertThat(ended.code()).isZero();
  }

  @Test
  void figureOutOfBoundFails() throws Exception {
    Ended ended = ledger("| high | 4 | [write](#write) | `max(a-{1,2}/summary.json#x)` | <= 4 |");
    assertThat(ended.output()).contains("fail  high", "5.000 <= 4");
    assertThat(ended.code()).isEqualTo(1);
  }

  @Test
  void missingDeviceSkipsWithReason() throws Exception {
    Ended ended = ledger("| gpu | 1 | [lacks](#lacks) | `gpu/summary.json#x` | <= 1 |");
    assertThat(ended.output()).contains("skip  gpu", "no OpenCL device", "1 skipped");
    assertThat(ended.code()).isZero();
  }

  @Test
  void failedCommandFailsItsClaims() throws Exception {
    Ended ended = ledger("| broken | 1 | [breaks](#breaks) | `b/summary.json#x` | <= 1 |");
    assertThat(ended.output()).contains("fail  broken", "exit code 1: no memory");
    assertThat(ended.code()).isEqualTo(1);
  }

  @Test
  void resultsOfEarlierRunsAreNotRead() throws Exception {
    Path old = folder.resolve("runs/claims/a-3");
    Files.createDirectories(old);
    Files.writeString(old.resolve("summary.json"), "{\"x\": 1}");
    Ended ended = ledger("| old | 1 | [write](#write) | `a-3/summary.json#x` | <= 1 |");
    assertThat(ended.output()).contains("fail  old", "did not write");
  }

  @Test
  void choosesByNameOrItsFirstWords() throws Exception {
    write(
        "| a-x | 3 | [write](#write) | `a-1/summary.json#x` | <= 3 |",
        "| a-y | 4 | [write](#write) | `a-1/summary.json#y` | <= 4 |",
        "| broken | 1 | [breaks](#breaks) | `b/summary.json#x` | <= 1 |");
    assertThat(claims(folder, "a").output()).contains("2 passed");
    Ended unknown = claims(folder, "c");
    assertThat(unknown.output()).contains("no claim is named c", "a-x, a-y, broken");
    assertThat(unknown.code()).isEqualTo(2);
  }

  @Test
  void refusesRowsThatCannotBeMeasured() throws Exception {
    refuses("| a | none | [write](#write) | `a-1/summary.json#x` | <= 1 |", "states no figure");
    refuses("| a | 1 | [other](#other) | `a-1/summary.json#x` | <= 1 |", "one of [write");
    refuses("| a | 1 | [write](#write) | `a-1/summary.json#x` | about 1 |", "a bound is");
    refuses("| a | 1 | [write](#write) | `a-{1,2}/summary.json#x` | <= 1 |", "one number");
    refuses("| a | 1 | [write](#write) | `a-1/summary.json#x + )` | <= 1 |", "expected NUMBER");
    refuses("| a | 1 | [write](#write) | `../x.json#x` | <= 1 |", "relative to runs/claims");
    refuses("| a | 1 | [write](#write) | `3` | <= 1 |", "read from a file");
    refuses("| a | 1 | [write](#write) | `a-1/summary.json#x` |", "expected the cells");
  }

  private void refuses(String row, String message) throws Exception {
    Ended ended = ledger(row);
    assertThat(ended.output()).contains("docs/claims.md, line 3", message);
    assertThat(ended.code()).isEqualTo(2);
  }

  private Ended ledger(String... rows) throws Exception {
    write(rows);
    return claims(folder);
  }

  private void write(String... rows) throws IOException {
    Files.writeString(
        folder.resolve("docs/claims.md"), TABLE + String.join("\n", rows) + "\n" + SCRIPT);
  }

  private static Ended claims(Path directory, String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes + File.pathSeparator + jackson(),
            "Claims");
    builder.command().addAll(Stream.of(arguments).toList());
    Process process = builder.directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    return new Ended(process.waitFor(), output);
  }

  private static String jackson() {
    return Stream.of(ObjectMapper.class, JsonParser.class, JsonProperty.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
