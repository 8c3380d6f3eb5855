package org.strideml.trainer.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Opens files wherever Hadoop reaches: plain local paths, {@code file:}, {@code hdfs:}, {@code
 * s3a:} and so on. Travels to tasks with the settings of the machine it was made on.
 */
public final class DataFiles implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What was set on top of Hadoop's defaults, which every machine has by itself. */
  private final TreeMap<String, String> settings = new TreeMap<>();

  private transient Configuration configuration;

  /** Files reached with these settings; in a Spark application, the context's. */
  public DataFiles(Configuration configuration) {
    this.configuration = new Configuration(configuration);
    for (Map.Entry<String, String> entry : configuration) {
      if (!isDefault(configuration.getPropertySources(entry.getKey()))) {
        settings.put(entry.getKey(), entry.getValue());
      }
    }
  }

  /** Files reached with the settings found on the class path. */
  public static DataFiles local() {
    return new DataFiles(new Configuration());
  }

  private static boolean isDefault(String[] sources) {
    return sources != null
        && sources.length > 0
        && sources[sources.length - 1].endsWith("-default.xml");
  }

  /** Whether there is a file or folder. */
  public boolean exists(String path) {
    try {
      return fileSystem(path).exists(new Path(path));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * The path itself when it is a file; a folder's files sorted by path, without those in folders
   * below it and those whose names begin with a dot or an underscore.
   *
   * @throws DataException when there is nothing, or the folder holds no file
   */
  public List<String> list(String path) {
    List<String> files = new ArrayList<>();
    if (status(path).isFile()) {
      return List.of(path);
    }
    try {
      for (FileStatus status : fileSystem(path).listStatus(new Path(path))) {
        String name = status.getPath().getName();
        if (status.isFile() && !name.startsWith(".") && !name.startsWith("_")) {
          files.add(new Path(path, name).toString());
        }
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    if (files.isEmpty()) {
      throw new DataException(path, "at least one file", "an empty folder", "check the path");
    }
    files.sort(null);
    return files;
  }

  /**
   * Bytes of the file as it is stored.
   *
   * @throws DataException when there is no such file
   */
  long length(String path) {
    FileStatus status = status(path);
    if (!status.isFile()) {
      throw new DataException(path, "a file", "a folder", "check the path");
    }
    return status.getLen();
  }

  /** The file's content, decompressed when it is gzip by its first two bytes. */
  InputStream open(String path) {
    try {
      FSDataInputStream stored = openStored(path);
      try {
        return Gzip.isGzip(stored) ? Gzip.decompress(stored, path) : stored;
      } catch (IOException | RuntimeException e) {
        stored.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The file's bytes as they are stored. */
  FSDataInputStream openStored(String path) throws IOException {
    try {
      return fileSystem(path).open(new Path(path), 1 << 16);
    } catch (FileNotFoundException e) {
      throw missing(path);
    }
  }

  private FileStatus status(String path) {
    try {
      return fileSystem(path).getFileStatus(new Path(path));
    } catch (FileNotFoundException e) {
      throw missing(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private FileSystem fileSystem(String path) throws IOException {
    if (path.isBlank()) {
      throw new DataException("data", "a path", "an empty one", "set data.dir or data.path");
    }
    return new Path(path).getFileSystem(configuration());
  }

  private synchronized Configuration configuration() {
    if (configuration == null) {
      Configuration restored = new Configuration();
      settings.forEach(restored::set);
      configuration = restored;
    }
    return configuration;
  }

  private static DataException missing(String path) {
    return new DataException(
        path, "a readable file or folder", "nothing there", "check the path, or fetch the data");
  }

  private static DataException unreadable(String path, IOException cause) {
    DataException failure =
        new DataException(
            path,
            "a readable file or folder",
            cause.toString(),
            "check that this machine may read it");
    failure.initCause(cause);
    return failure;
  }
}
