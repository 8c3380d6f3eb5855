package org.strideml.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.StrideConfig;

/**
 * Where everything of one run lies: {@code config.resolved.conf}, {@code metrics.jsonl}, {@code
 * summary.json}, {@code model/}, {@code checkpoints/}.
 */
public final class RunFolder {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * The folder a configuration asks for; nothing is created yet.
   *
   * @throws ConfigException when it holds a run with other settings, naming them, or no run at all
   */
  public static RunFolder of(StrideConfig config, LocalDateTime now) {
    RunFolder folder =
        new RunFolder(config.run().dir().orElseGet(() -> fresh(config.run().name(), now)));
    folder.check(config);
    return folder;
  }

  /**
   * The folder of a run that was.
   *
   * @throws ConfigException when it is none
   */
  public static RunFolder existing(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.isRegularFile(folder.settings())) {
      throw new ConfigException(
          "%s is no run folder: %s is missing; give a folder that train has written, such as %s"
              .formatted(path, ConfigReader.RESOLVED_FILE, "runs/quickstart-20260101-120000"));
    }
    return folder;
  }

  private static Path fresh(String name, LocalDateTime now) {
    String stamped = name + "-" + STAMP.format(now);
    Path path = Path.of("runs", stamped);
    for (int i = 2; Files.exists(path); i++) {
      path = Path.of("runs", stamped + "-" + i);
    }
    return path;
  }

  private void check(StrideConfig config) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new ConfigException("run.dir must be a folder, got the file " + path);
    }
    if (Files.isRegularFile(settings())) {
      List<String> differences = config.resolved().differences(configuration(List.of()).resolved());
      if (!differences.isEmpty()) {
        throw new ConfigException(
            "%s holds a run with other settings; give another run.dir, or set these back:\n  %s"
                .formatted(path, String.join("\n  ", differences)));
      }
    } else if (Files.isDirectory(path) && !isEmpty()) {
      throw new ConfigException(
          "run.dir must be new, empty or a run's folder, got %s, which holds other files"
              .formatted(path));
    }
  }

  private boolean isEmpty() {
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path + ": " + e.getMessage(), e);
    }
  }

  /** Makes the folder and writes its settings, if that has not been done. */
  public void create(StrideConfig config) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create run folder " + path + ": " + e.getMessage(), e);
    }
    if (!Files.exists(settings())) {
      AtomicFile.write(settings(), config.resolved().render());
    }
  }

  /**
   * The settings this run was started with.
   *
   * @param arguments settings that win over them
   */
  public StrideConfig configuration(List<String> arguments) {
    return ConfigReader.read(Optional.of(settings()), arguments);
  }

  /** Whether the run came to its end, so that there is nothing to resume. */
  public boolean isFinished() {
    return Files.exists(summary()) && Summary.read(summary()).isDone();
  }

  public Path path() {
    return path;
  }

  public Path settings() {
    return path.resolve(ConfigReader.RESOLVED_FILE);
  }

  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  public Path summary() {
    return path.resolve("summary.json");
  }

  /** What the wall clock of an asynchronous run has answered. */
  Path clock() {
    return path.resolve("clock.jsonl");
  }

  public Path model() {
    return path.resolve("model");
  }

  /** The run's own checkpoints, unless the configuration puts them elsewhere. */
  public String checkpoints(StrideConfig config) {
    return config.checkpoint().dir().isEmpty()
        ? path.resolve("checkpoints").toAbsolutePath().toUri().toString()
        : config.checkpoint().dir();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
