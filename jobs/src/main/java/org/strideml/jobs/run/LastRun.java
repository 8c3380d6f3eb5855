package org.strideml.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.StrideConfig;

/** Finds a run that is done and whose settings and data were the same. */
public final class LastRun {
  private LastRun() {}

  /**
   * The newest one in the folder where such runs are: {@code run.dir}, or those under {@code runs/}
   * with this name.
   *
   * @param dataHash of the data as it is now, see {@link DataPrint}
   * @throws ConfigException when {@code run.dir} holds one of other data, which cannot be both kept
   *     and trained again
   */
  public static Optional<RunFolder> same(StrideConfig config, String dataHash) throws IOException {
    if (config.run().dir().isPresent()) {
      Path dir = config.run().dir().get();
      if (!isDone(dir, config)) {
        return Optional.empty();
      }
      if (!isOf(dir, dataHash)) {
        throw new ConfigException(
            "%s holds a run of other data; leave run.dir out, so that each training gets its own"
                    .formatted(dir)
                + " folder, or give another one");
      }
      return Optional.of(RunFolder.existing(dir));
    }
    return candidates(config.run().name()).stream()
        .filter(dir -> isDone(dir, config) && isOf(dir, dataHash))
        .findFirst()
        .map(RunFolder::existing);
  }

  /** Automatic folders of this name, the newest first. */
  private static List<Path> candidates(String name) throws IOException {
    Path runs = Path.of("runs");
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders
          .filter(dir -> dir.getFileName().toString().startsWith(name + "-"))
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }

  private static boolean isDone(Path dir, StrideConfig config) {
    Path file = dir.resolve("summary.json");
    if (!Files.isRegularFile(file)) {
      return false;
    }
    Summary summary = Summary.read(file);
    return summary.isDone() && summary.text("configHash").equals(config.resolved().hash());
  }

  private static boolean isOf(Path dir, String dataHash) {
    return Summary.read(dir.resolve("summary.json")).text("dataHash").equals(dataHash);
  }
}
