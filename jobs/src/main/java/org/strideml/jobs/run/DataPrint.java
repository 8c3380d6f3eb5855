package org.strideml.jobs.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.strideml.jobs.config.LibsvmConfig;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.config.StrideConfig.Table;

/**
 * Tells whether a run's data is what it was, without reading it: a digest of the names, lengths and
 * modification times of its files.
 */
public final class DataPrint {
  private static final int DIGITS = 16;

  private DataPrint() {}

  /**
   * The print of the files a configuration names, held-out ones and {@code model.init} included.
   *
   * @return empty when rows come from no file of ours, such as a table of the session
   * @throws IOException when a file system fails; what is missing counts as nothing there
   */
  public static Optional<String> of(StrideConfig config, Configuration hadoop) throws IOException {
    Optional<List<String>> paths = paths(config);
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    List<String> files = new ArrayList<>();
    for (String path : paths.get()) {
      files.add(path);
      files.addAll(files(TrainingInput.located(path, hadoop), hadoop));
    }
    return Optional.of(digest(String.join("\n", files)));
  }

  private static Optional<List<String>> paths(StrideConfig config) {
    List<String> paths = new ArrayList<>();
    paths.add(config.data().path());
    config.data().libsvm().map(LibsvmConfig::evaluationPath).ifPresent(paths::add);
    if (config.data().table().isPresent()) {
      Table table = config.data().table().get();
      if (table.settings().reader().format().isEmpty() || config.data().path().isEmpty()) {
        return Optional.empty();
      }
      paths.add(table.settings().split().path());
    }
    config.init().ifPresent(init -> paths.add(init.toString()));
    paths.removeIf(String::isEmpty);
    return Optional.of(paths);
  }

  private static List<String> files(String path, Configuration hadoop) throws IOException {
    List<String> files = new ArrayList<>();
    Path root = new Path(path);
    try {
      FileSystem system = root.getFileSystem(hadoop);
      RemoteIterator<LocatedFileStatus> found = system.listFiles(root, true);
      while (found.hasNext()) {
        LocatedFileStatus file = found.next();
        files.add("%s %d %d".formatted(file.getPath(), file.getLen(), file.getModificationTime()));
      }
    } catch (FileNotFoundException e) {
      files.add(path + " is not there");
    }
    files.sort(null);
    return files;
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }
}
