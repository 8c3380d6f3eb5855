package org.strideml.jobs.fetch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program of this machine.
 *
 * @param program name, looked up in the search path
 * @param searchPath folders, as in the variable PATH
 * @param install what brings it
 */
record Tool(String program, String searchPath, String install) {
  private static final int SHOWN_LINES = 8;

  /** A program found through the variable PATH. */
  static Tool ofPath(String program, String install) {
    return new Tool(program, System.getenv().getOrDefault("PATH", ""), install);
  }

  /**
   * Runs it to its end.
   *
   * @param remedy what to do when it fails
   * @throws FetchException when it is not there or does not end with 0, with its last lines
   */
  void run(Path directory, String remedy, String... arguments) {
    List<String> command = new ArrayList<>(List.of(find().toString()));
    command.addAll(Arrays.asList(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new FetchException(
            "%s ended with %d; %s. Its last words:\n%s"
                .formatted(String.join(" ", command), code, remedy, lastLines(output)));
      }
    } catch (IOException e) {
      throw new FetchException("cannot run " + program + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("interrupted while " + program + " was running", e);
    }
  }

  private Path find() {
    for (String folder : searchPath.split(File.pathSeparator)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, program).toAbsolutePath();
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    throw new FetchException("%s is needed and is not on the PATH; %s".formatted(program, install));
  }

  private static String lastLines(String output) {
    List<String> lines = output.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }
}
