package org.strideml.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The discovery script and the Spark settings for graphics cards, read by Spark's own code. */
class GpuDiscoveryTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path SCRIPT = ROOT.resolve("scripts/gpu-discovery.sh");

  @TempDir Path folder;

  /** A folder with the few commands the script needs, so that nothing else is on the path. */
  private Path commands() throws IOException {
    Path commands = Files.createDirectories(folder.resolve("bin"));
    for (String name : List.of("bash", "awk", "dirname", "env")) {
      Path link = commands.resolve(name);
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, which(name));
      }
    }
    return commands;
  }

  private static Path which(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Result(int code, String output) {}

  private Result run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(SCRIPT.toString()).redirectErrorStream(true).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", commands().toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private String[] addresses(Map<String, String> environment) throws Exception {
    Result result = run(environment);
    assertThat(result.code()).as(result.output()).isZero();
    ResourceInformation found = ResourceInformation.parseJson(result.output());
    assertThat(found.name()).isEqualTo("gpu");
    return found.addresses();
  }

  private void clinfo(String... types) throws IOException {
    StringBuilder lines = new StringBuilder("  CL_PLATFORM_NAME  Some platform\n");
    for (int i = 0; i < types.length; i++) {
      lines.append("[P/%d]    CL_DEVICE_NAME        Card of type GPU\n".formatted(i));
      lines.append("[P/%d]    CL_DEVICE_TYPE        %s\n".formatted(i, types[i]));
    }
    program(
        commands().resolve("clinfo"),
        "#!/usr/bin/env bash\n[ \"$1\" = --raw ] || exit 3\necho \""
            + lines.toString().strip()
            + "\"\n");
  }

  @Test
  void countsCardsOfAnyVendorAndNoProcessors() throws Exception {
    clinfo("CL_DEVICE_TYPE_CPU", "CL_DEVICE_TYPE_GPU", "CL_DEVICE_TYPE_ACCELERATOR");
    assertThat(addresses(Map.of())).containsExactly("0", "1");
    clinfo("CL_DEVICE_TYPE_GPU | CL_DEVICE_TYPE_DEFAULT");
    assertThat(addresses(Map.of())).containsExactly("0");
    clinfo("CL_DEVICE_TYPE_CPU");
    assertThat(addresses(Map.of())).isEmpty();
    clinfo();
    assertThat(addresses(Map.of())).isEmpty();
  }

  @Test
  void asksTheJarWhereThereIsNoClinfo() throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Path jar = Files.createFile(folder.resolve("some.jar"));
    program(
        java,
        "#!/usr/bin/env bash\n[[ \"$*\" == *\"-cp "
            + jar
            + " org.strideml.kernels.opencl.CardCount\" ]] && echo 2\n");
    Map<String, String> environment =
        Map.of("STRIDE_JAR", jar.toString(), "JAVA_HOME", folder.resolve("jdk").toString());
    assertThat(addresses(environment)).containsExactly("0", "1");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Path copy = Files.copy(SCRIPT, folder.resolve("gpu-discovery.sh"));
    Process process =
        new ProcessBuilder("bash", "-c", "PATH=" + commands() + " exec " + copy)
            .redirectErrorStream(true)
            .start();
    Result result =
        new Result(process.waitFor(), new String(process.getInputStream().readAllBytes()));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.output()).contains("install clinfo or set STRIDE_JAR");
  }

  static Stream<Path> settings() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("conf/gpu"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void sparkRunsOneTaskPerCard(Path file) {
    SparkConf conf = new SparkConf(false);
    scala.jdk.javaapi.CollectionConverters.asJava(Utils.getPropertiesFromFile(file.toString()))
        .forEach(conf::set);
    assertThat(conf.get("spark.task.resource.gpu.amount")).isEqualTo("1");
    ResourceProfile profile = ResourceProfile$.MODULE$.getOrCreateDefaultProfile(conf);
    int cards = conf.getInt("spark.executor.resource.gpu.amount", 0);
    assertThat(profile.maxTasksPerExecutor(conf)).isEqualTo(cards).isPositive();
    // No core is left over that tasks without a card could have had.
    assertThat(conf.getInt("spark.executor.cores", 1))
        .isEqualTo(cards * conf.getInt("spark.task.cpus", 1));
    assertThat(conf.get("spark.executor.defaultJavaOptions")).contains("-XX:+UseG1GC");
    assertThat(conf.get("spark.driver.defaultJavaOptions")).contains("-XX:+UseG1GC");
    ResourceProfile$.MODULE$.clearDefaultProfile();
  }
}
