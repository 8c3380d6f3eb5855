package org.strideml.jobs.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A published data set and where it comes from. */
public abstract class DataSet {
  /** All there are. */
  public static List<DataSet> all() {
    return List.of(
        Europarl.ofThisMachine(),
        FashionMnist.ofThisMachine(),
        Cifar10.ofThisMachine(),
        new Clusters());
  }

  /** Name on the command line and of the folder under {@code data/}. */
  public abstract String name();

  /** One sentence: what it is, where it comes from, under which licence. */
  public abstract String description();

  /** Names of the files it consists of. */
  abstract List<String> files();

  /** Puts the files into {@code target}; {@code scratch} is removed afterwards. */
  abstract void fetch(Path scratch, Path target) throws IOException;

  /** Where it lies under a folder of data sets. */
  public Path folder(Path root) {
    return root.resolve(name());
  }

  /** Whether it is there as a whole. */
  public boolean isPresent(Path root) {
    return files().stream().allMatch(file -> Files.isRegularFile(folder(root).resolve(file)));
  }

  /**
   * Fetches the data set unless it is there. Its folder appears as a whole or not at all.
   *
   * @param root folder of data sets, such as {@code data}
   * @throws FetchException when a tool is missing or fails
   */
  public void fetch(Path root) {
    if (isPresent(root)) {
      return;
    }
    Path target = folder(root);
    if (Files.exists(target)) {
      throw new FetchException(
          target + " is there but does not hold " + files() + "; move it away and fetch again");
    }
    try {
      Files.createDirectories(root);
      Path work = Files.createTempDirectory(root, "." + name() + "-");
      try {
        Path complete = Files.createDirectory(work.resolve("complete"));
        fetch(Files.createDirectory(work.resolve("scratch")), complete);
        Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(work);
      }
    } catch (IOException e) {
      throw new FetchException("cannot put " + name() + " into " + target + ": " + e, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
