package org.strideml.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/** The examples for schedulers, read by the tools they are for. */
class SchedulersTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path FOLDER = ROOT.resolve("conf/schedulers");
  private static final Pattern CALL = Pattern.compile("scripts/stride ((?:train|sweep) [^>\n]*)");

  @TempDir Path temporary;

  private record Result(int code, String output) {}

  private static Result run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command[0] + " ended").isTrue();
    return new Result(process.exitValue(), output);
  }

  private static void require(String tool) {
    boolean present =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    assumeTrue(present, tool + " is not installed, so its example is not read by it");
  }

  private static String text(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name));
  }

  /** Debian's crontab checks a file with -n, cronie's with -T. */
  @Test
  void crontabReadsTheTable() throws Exception {
    require("crontab");
    String file = FOLDER.resolve("stride.crontab").toString();
    String flag = run("crontab", "-h").output().contains("-T") ? "-T" : "-n";
    Result result = run("crontab", flag, file);
    assertThat(result.code()).as(result.output()).isZero();
    Path wrong = temporary.resolve("wrong");
    Files.writeString(wrong, text("stride.crontab").replace("30 2 * * *", "61 2 * * *"));
    assertThat(run("crontab", flag, wrong.toString()).code()).as("a minute of 61").isNotZero();
  }

  @Test
  void systemdReadsTheUnits() throws Exception {
    require("systemd-analyze");
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify"));
    for (String name : List.of("stride-sweep.service", "stride-sweep.timer")) {
      Path unit = temporary.resolve(name);
      // The paths of an installation, by those of this one.
      Files.writeString(unit, text(name).replace("/opt/stride", ROOT.toString()));
      command.add(unit.toString());
    }
    Result result = run(command.toArray(String[]::new));
    assertThat(result.code()).as(result.output()).isZero();
    Matcher calendar = Pattern.compile("OnCalendar=(.*)").matcher(text("stride-sweep.timer"));
    assertThat(calendar.find()).isTrue();
    assertThat(run("systemd-analyze", "calendar", calendar.group(1)).code()).isZero();
  }

  @Test
  void pythonReadsTheDag() throws Exception {
    require("python3");
    Path copy = temporary.resolve("dag.py");
    Files.copy(FOLDER.resolve("stride_sweep_dag.py"), copy);
    Result compiled = run("python3", "-m", "py_compile", copy.toString());
    assertThat(compiled.code()).as(compiled.output()).isZero();
    Path check = temporary.resolve("check.py");
    try (InputStream script = getClass().getResourceAsStream("/schedulers/run_dag.py")) {
      Files.write(check, script.readAllBytes());
    }
    Result ran = run("python3", check.toString(), copy.toString());
    assertThat(ran.code()).as(ran.output()).isZero();
  }

  @Test
  void theSparkApplicationHasTheFieldsOfItsKind() throws Exception {
    Object loaded =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(text("scheduled-spark-application.yaml"));
    ObjectMapper json = new ObjectMapper();
    JsonNode application = json.valueToTree(loaded);
    JsonNode kind;
    try (InputStream fields =
        getClass().getResourceAsStream("/schedulers/scheduled-spark-application.json")) {
      kind = json.readTree(fields);
    }
    assertThat(application.path("apiVersion")).isEqualTo(kind.path("apiVersion"));
    assertThat(application.path("kind")).isEqualTo(kind.path("kind"));
    List<String> problems = new ArrayList<>();
    check(application.path("spec"), kind.path("spec"), "spec", problems);
    assertThat(problems).isEmpty();
    assertThat(application.at("/spec/template/sparkVersion").asText())
        .isEqualTo(org.apache.spark.package$.MODULE$.SPARK_VERSION());
    List<String> arguments = new ArrayList<>();
    application.at("/spec/template/arguments").forEach(one -> arguments.add(one.asText()));
    known(arguments);
  }

  private static void check(JsonNode value, JsonNode kind, String path, List<String> problems) {
    boolean fits =
        switch (kind.path("type").asText()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          default -> true;
        };
    if (!fits) {
      problems.add(path + " must be of type " + kind.path("type").asText() + ", got " + value);
    }
    if (kind.has("enum")) {
      List<String> allowed = new ArrayList<>();
      kind.path("enum").forEach(one -> allowed.add(one.asText()));
      if (!allowed.contains(value.asText())) {
        problems.add(path + " must be one of " + allowed + ", got " + value);
      }
    }
    kind.path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                problems.add(path + "." + name.asText() + " is missing");
              }
            });
    if (kind.has("fields")) {
      value
          .properties()
          .forEach(
              field -> {
                if (kind.path("fields").has(field.getKey())) {
                  check(
                      field.getValue(),
                      kind.path("fields").path(field.getKey()),
                      path + "." + field.getKey(),
                      problems);
                } else {
                  problems.add(path + " has no field " + field.getKey());
                }
              });
    }
    if (kind.has("items")) {
      value.forEach(item -> check(item, kind.path("items"), path + "[]", problems));
    }
  }

  /** The commands in the examples are ones that Stride takes, with files that are there. */
  @Test
  void strideKnowsTheCommands() throws Exception {
    int calls = 0;
    for (String name : List.of("stride.crontab", "stride-sweep.service")) {
      Matcher call = CALL.matcher(text(name));
      while (call.find()) {
        known(List.of(call.group(1).strip().split("\\s+")));
        calls++;
      }
    }
    assertThat(calls).isEqualTo(3);
  }

  private static void known(List<String> arguments) {
    arguments.stream()
        .filter(word -> word.endsWith(".conf"))
        .map(word -> word.replace("/opt/stride/", ""))
        .forEach(file -> assertThat(ROOT.resolve(file)).exists());
    CommandLine line = Stride.commandLine();
    line.parseArgs(arguments.toArray(String[]::new));
    List<String> wrong = new ArrayList<>(arguments);
    wrong.add("--if-chnaged");
    assertThatThrownBy(() -> line.parseArgs(wrong.toArray(String[]::new)))
        .hasMessageContaining("--if-chnaged");
  }
}
