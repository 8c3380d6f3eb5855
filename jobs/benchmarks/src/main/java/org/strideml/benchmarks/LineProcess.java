package org.strideml.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A child process that answers each line with a line. Its error output goes to ours. */
final class LineProcess implements AutoCloseable {
  private final List<String> command;
  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  LineProcess(List<String> command, Map<String, String> environment) throws IOException {
    this.command = command;
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().putAll(environment);
    process = builder.start();
    in =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  void tell(String line) throws IOException {
    in.write(line);
    in.newLine();
    in.flush();
  }

  /** Waits for the next line. */
  String answer() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException(
          "a process ended instead of answering; its error output is above: " + command);
    }
    return line;
  }

  String ask(String line) throws IOException {
    tell(line);
    return answer();
  }

  /** The process ends by itself when its input does; one that does not is killed. */
  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
