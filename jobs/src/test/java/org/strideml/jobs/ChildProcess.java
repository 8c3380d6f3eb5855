package org.strideml.jobs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link Stride#main} in a Java process of its own, so that exit codes are real ones. */
final class ChildProcess {
  private static final long LIMIT_SECONDS = 180;

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @param directory to work in
   */
  static ChildProcess start(Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("-Dspark.master=local[2]", Stride.class.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "output-", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new ChildProcess(builder.start(), output);
  }

  /** Waits for its end. */
  int code() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + LIMIT_SECONDS + " s:\n" + output());
    }
    return process.exitValue();
  }

  /** Sends the signal TERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends the signal KILL, as {@code kill -9} does, and waits. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Standard output and error so far. */
  String output() throws IOException {
    return Files.readString(output);
  }
}
