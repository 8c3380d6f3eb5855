package org.strideml.trainer.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.strideml.trainer.safetensors.CorruptFileException;
import org.strideml.trainer.safetensors.Safetensors;
import org.strideml.trainer.safetensors.TensorFile;

/** Names and atomic moves of checkpoint files on any file system Hadoop knows. */
final class CheckpointFolder {
  private static final Pattern COMPLETE = Pattern.compile("round-(\\d{8,})");
  private static final String PARTIAL = ".partial";

  private final Path root;
  private final FileSystem files;

  CheckpointFolder(String folder) throws IOException {
    this.root = new Path(folder);
    this.files = root.getFileSystem(new Configuration());
    // A sidecar .crc per file would double the number of small files; ours carry checksums inside.
    files.setWriteChecksum(false);
    files.setVerifyChecksum(false);
  }

  Path complete(long round) {
    return new Path(root, String.format("round-%08d", round));
  }

  /** Where files of a checkpoint lie until it is complete. */
  Path partial(long round) {
    return complete(round).suffix(PARTIAL);
  }

  static Path worker(Path folder, int worker) {
    return new Path(folder, String.format("worker-%05d.safetensors", worker));
  }

  boolean exists(Path path) throws IOException {
    return files.exists(path);
  }

  /** Rounds of complete checkpoints, ascending. */
  List<Long> rounds() throws IOException {
    List<Long> rounds = new ArrayList<>();
    for (FileStatus status : list()) {
      Matcher matcher = COMPLETE.matcher(status.getPath().getName());
      if (matcher.matches()) {
        rounds.add(Long.parseLong(matcher.group(1)));
      }
    }
    rounds.sort(null);
    return rounds;
  }

  OptionalLong latest() throws IOException {
    return rounds().stream().mapToLong(Long::longValue).max();
  }

  private FileStatus[] list() throws IOException {
    return files.exists(root) ? files.listStatus(root) : new FileStatus[0];
  }

  /** Removes what a stopped run left half-written. */
  void removePartial() throws IOException {
    for (FileStatus status : list()) {
      if (status.getPath().getName().endsWith(PARTIAL)) {
        files.delete(status.getPath(), true);
      }
    }
  }

  void remove(long round) throws IOException {
    files.delete(complete(round), true);
  }

  /** Gives the finished folder its name. */
  void publish(long round) throws IOException {
    if (!files.rename(partial(round), complete(round))) {
      throw new IOException("cannot rename " + partial(round) + " to " + complete(round));
    }
  }

  /** Writes under another name first, so that a file of this name is always whole. */
  void write(Path path, Map<String, String> metadata, List<TensorFile.Tensor> tensors)
      throws IOException {
    Path temporary = path.suffix("." + UUID.randomUUID() + ".tmp");
    try (FSDataOutputStream out = files.create(temporary, true)) {
      Safetensors.write(out, new TensorFile(metadata, tensors));
    }
    // Two attempts of one task write the same bytes, so whichever came first may stay.
    if (!files.rename(temporary, path)) {
      files.delete(temporary, false);
      if (!files.exists(path)) {
        throw new IOException("cannot rename " + temporary + " to " + path);
      }
    }
  }

  TensorFile read(Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return Safetensors.read(in, files.getFileStatus(path).getLen(), path.toString());
    } catch (CorruptFileException e) {
      throw new CheckpointException(
          e.getMessage()
              + "; delete the folder "
              + path.getParent()
              + " to go on from the one"
              + " before it",
          e);
    }
  }

  void writeText(Path path, byte[] text) throws IOException {
    try (FSDataOutputStream out = files.create(path, true)) {
      out.write(text);
    }
  }

  byte[] readText(Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
