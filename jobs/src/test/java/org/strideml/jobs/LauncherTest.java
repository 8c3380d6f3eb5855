package org.strideml.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/stride} in a tree of its own, with programs that only say how they were called.
 */
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "scripts", "stride");

  /** All that the script may need besides java and mvn. */
  private static final List<String> TOOLS =
      List.of("bash", "sed", "find", "dirname", "readlink", "cat", "rm", "env", "tput");

  @TempDir Path temporary;
  private Path root;
  private Path bin;

  private record Result(int code, String output) {}

  @BeforeEach
  void plantTree() throws IOException {
    root = Files.createDirectories(temporary.resolve("tree"));
    bin = Files.createDirectory(temporary.resolve("bin"));
    for (String module : List.of("quantization", "gpu-kernels", "spark-trainer", "jobs")) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.createFile(root.resolve(module).resolve("pom.xml"));
    }
    Files.createFile(root.resolve("pom.xml"));
    Files.createDirectories(root.resolve("conf"));
    Files.createFile(root.resolve("conf/reference.conf"));
    Files.createDirectories(root.resolve("scripts"));
    Files.copy(SCRIPT, root.resolve("scripts/stride"));
    program(root.resolve("scripts/stride"), Files.readString(SCRIPT));
    for (String tool : TOOLS) {
      program(bin.resolve(tool), "#!/bin/bash\nexec " + toolPath(tool) + " \"$@\"\n");
    }
    program(
        bin.resolve("java"),
        "#!/bin/bash\necho '    java.specification.version = 17' >&2\necho java \"$@\"\n");
    program(
        bin.resolve("mvn"),
        "#!/bin/bash\nPATH=/usr/bin:/bin\necho mvn \"$@\"\nmkdir -p "
            + root
            + "/jobs/target/spark\ntouch "
            + jar()
            + "\n");
    program(spark().resolve("bin/spark-submit"), "#!/bin/bash\necho submit \"$@\" in $PWD\n");
  }

  private static Path toolPath(String tool) {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, tool))) {
        return Path.of(folder, tool);
      }
    }
    // tput is only asked when standard output is a terminal.
    return Path.of("/bin/true");
  }

  private Path spark() {
    return temporary.resolve("spark");
  }

  private Path jar() {
    return root.resolve("jobs/target/stride.jar");
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(temporary.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    return new Result(process.exitValue(), output);
  }

  private Result stride(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve("scripts/stride").toString()));
    command.addAll(List.of(arguments));
    return run(Map.of("SPARK_HOME", spark().toString()), command.toArray(String[]::new));
  }

  @Test
  void isWellFormed() throws Exception {
    Result result =
        run(Map.of(), bin.resolve("bash").toString(), "-n", SCRIPT.toRealPath().toString());
    assertThat(result.output()).isEmpty();
    assertThat(result.code()).isZero();
  }

  @Test
  void buildsOnceThenOnlyWhenASourceIsNewer() throws Exception {
    assertThat(stride("doctor").output()).contains("mvn -q", "-DskipTests", "package");
    assertThat(stride("doctor").output()).contains("submit").doesNotContain("mvn");
    Path source = root.resolve("jobs/src/main/Later.java");
    Files.createFile(source);
    Files.setLastModifiedTime(
        source,
        java.nio.file.attribute.FileTime.from(
            Files.getLastModifiedTime(jar()).toInstant().plusSeconds(5)));
    assertThat(stride("doctor").output()).contains("sources have changed", "mvn -q");
  }

  @Test
  void passesArgumentsOnAndSparkOptionsToSparkSubmit() throws Exception {
    Result result =
        stride(
            "train",
            "my conf.conf",
            "a=b c",
            "--spark",
            "--master",
            "local-cluster[2,1,2048]",
            "--conf",
            "x=y z");
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output())
        .contains(
            "submit --master local-cluster[2,1,2048] --conf x=y z --class org.strideml.jobs.Stride "
                + jar()
                + " train my conf.conf a=b c in "
                + temporary);
  }

  @Test
  void theMasterIsThisMachineUnlessGiven() throws Exception {
    assertThat(stride("doctor").output()).contains("submit --master local[*] --class");
    assertThat(stride("doctor", "--spark", "--driver-memory", "5g").output())
        .contains("submit --master local[*] --driver-memory 5g --class");
    assertThat(stride("doctor", "--spark", "--master=yarn").output())
        .contains("submit --master=yarn --class");
  }

  @Test
  void worksThroughLinks() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("one"), root.resolve("scripts/stride"));
    Path second = Files.createSymbolicLink(temporary.resolve("two"), link.getFileName());
    Result result = run(Map.of("SPARK_HOME", spark().toString()), second.toString(), "doctor");
    assertThat(result.output()).contains(jar() + " doctor in " + temporary);
  }

  @Test
  void showsTheCommandOnDryRun() throws Exception {
    Result result = stride("--dry-run", "train", "a b.conf");
    assertThat(result.code()).isZero();
    assertThat(result.output()).contains("bin/spark-submit", "a\\ b.conf").doesNotContain("mvn");
  }

  @Test
  void namesWhatIsMissing() throws Exception {
    Files.delete(bin.resolve("mvn"));
    assertThat(stride("doctor"))
        .isEqualTo(
            new Result(
                2,
                "stride: first use, building\nstride: Stride must be built and there is no mvn on the PATH; install Maven 3.6.3"
                    + " or newer (Debian: apt-get install maven)\n"));
    program(bin.resolve("java"), "#!/bin/bash\necho '    java.specification.version = 11' >&2\n");
    assertThat(stride("doctor").output()).contains("java must be version 17 or newer, got 11");
    Files.delete(bin.resolve("java"));
    assertThat(stride("doctor").output()).contains("no java on the PATH", "JAVA_HOME");
    assertThat(stride("doctor").code()).isEqualTo(2);
  }

  @Test
  void aBuildThatFailsIsNotRun() throws Exception {
    program(bin.resolve("mvn"), "#!/bin/bash\necho broken; exit 1\n");
    Result result = stride("doctor");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output()).contains("broken", "the build failed").doesNotContain("submit");
  }

  @Test
  void saysHowItIsUsed() throws Exception {
    Result result = stride();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output()).contains("Usage: scripts/stride VERB");
  }
}
