package org.strideml.trainer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.Path;
import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.safetensors.TensorFile;

/**
 * The checkpoints of one run in one folder, any Hadoop path that all executors share.
 *
 * <p>A checkpoint is {@code round-00000050/} with {@code driver.safetensors} (θ, the driver's other
 * vectors by name, {@code best}), {@code worker-00000.safetensors} … for workers that carry state,
 * and {@code checkpoint.json} (format version, fingerprint of the configuration, counters). It is
 * put together in {@code round-00000050.partial} and renamed when whole; the newest two are kept.
 */
public final class CheckpointStore {
  /** Layout of the folder; readers refuse others. */
  static final int FORMAT_VERSION = 2;

  private static final int KEPT = 2;
  private static final String MANIFEST = "checkpoint.json";
  private static final String DRIVER = "driver.safetensors";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final CheckpointFolder folder;
  private final String fingerprint;

  /**
   * @param folder created when missing
   * @param fingerprint of everything that decides the run's numbers
   */
  public CheckpointStore(String folder, String fingerprint) {
    this.fingerprint = fingerprint;
    try {
      this.folder = new CheckpointFolder(folder);
    } catch (IOException e) {
      throw new CheckpointException(
          "cannot open checkpoint folder " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The folder, as tasks open it. */
  public String folder() {
    return folder.toString();
  }

  /** Whether there is a checkpoint to go on from. */
  public boolean isEmpty() {
    try {
      return folder.latest().isEmpty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The newest complete checkpoint. Half-written ones are removed.
   *
   * @param parameters elements of θ
   * @param vectors lengths of the driver's other vectors, by name
   * @throws CheckpointException when it is damaged, of another format or of another configuration
   */
  public Optional<DriverState> latest(int parameters, Map<String, Integer> vectors) {
    try {
      folder.removePartial();
      OptionalLong round = folder.latest();
      return round.isEmpty()
          ? Optional.empty()
          : Optional.of(read(folder.complete(round.getAsLong()), parameters, vectors));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CheckpointException unreadable(IOException e) {
    return new CheckpointException(
        "cannot read checkpoints under " + folder + ": " + e.getMessage(), e);
  }

  private DriverState read(Path checkpoint, int parameters, Map<String, Integer> sizes)
      throws IOException {
    Manifest manifest = manifest(new Path(checkpoint, MANIFEST));
    TensorFile file = folder.read(new Path(checkpoint, DRIVER));
    Map<String, float[]> vectors = new LinkedHashMap<>();
    sizes.forEach((name, size) -> vectors.put(name, file.require(name, size)));
    Map<String, byte[]> files = new TreeMap<>();
    for (Map.Entry<String, Long> entry : manifest.files().entrySet()) {
      files.put(entry.getKey(), attached(checkpoint, entry.getKey(), entry.getValue()));
    }
    return new DriverState(
        file.require("parameters", parameters),
        vectors,
        file.require("best"),
        files,
        manifest.progress());
  }

  private byte[] attached(Path checkpoint, String name, long checksum) throws IOException {
    Path path = new Path(checkpoint, name);
    if (!folder.exists(path)) {
      throw damaged(path, "it is missing", null);
    }
    byte[] bytes = folder.readText(path);
    if (checksum(bytes) != checksum) {
      throw damaged(path, "its checksum is wrong", null);
    }
    return bytes;
  }

  /**
   * @param files checksums of further files by name
   */
  private record Manifest(Progress progress, Map<String, Long> files) {}

  private Manifest manifest(Path path) throws IOException {
    ObjectNode manifest;
    Progress progress;
    Map<String, Long> files = new TreeMap<>();
    try {
      manifest = (ObjectNode) JSON.readTree(folder.readText(path));
      progress = JSON.treeToValue(manifest.path("progress"), Progress.class);
      manifest
          .path("files")
          .fields()
          .forEachRemaining(file -> files.put(file.getKey(), file.getValue().asLong()));
    } catch (JsonProcessingException | ClassCastException e) {
      throw damaged(path, "it is not the JSON that was written", e);
    }
    int version = manifest.path("formatVersion").asInt();
    if (version != FORMAT_VERSION) {
      throw new CheckpointException(
          String.format(
              "%s has format version %d, this version of Stride reads %d",
              path, version, FORMAT_VERSION));
    }
    String found = manifest.path("fingerprint").asText();
    if (manifest.path("crc32c").asLong() != checksum(found, progress, files)) {
      throw damaged(path, "its checksum is wrong", null);
    }
    if (!found.equals(fingerprint)) {
      throw new CheckpointException(
          String.format(
              "%s was written under another configuration (fingerprint %s, this run's is %s); use"
                  + " another run.dir or the configuration of that run",
              path, found, fingerprint));
    }
    return new Manifest(progress, files);
  }

  private static CheckpointException damaged(Path path, String how, Exception cause) {
    return new CheckpointException(
        String.format(
            "%s is damaged: %s; delete the folder %s to go on from the one before it",
            path, how, path.getParent()),
        cause);
  }

  private static long checksum(String fingerprint, Progress progress, Map<String, Long> files)
      throws JsonProcessingException {
    CRC32C checksum = new CRC32C();
    checksum.update(fingerprint.getBytes(StandardCharsets.UTF_8));
    checksum.update(JSON.writeValueAsBytes(progress));
    checksum.update(JSON.writeValueAsBytes(new TreeMap<>(files)));
    return checksum.getValue();
  }

  private static long checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return checksum.getValue();
  }

  /**
   * Completes the checkpoint after {@code state.progress().round()} rounds.
   *
   * @param workerFiles how many workers have written their files for it
   * @return its folder
   * @throws CheckpointException when a worker's file is not there, or on any failure to write
   */
  public String commit(DriverState state, int workerFiles) {
    long round = state.progress().round();
    try {
      if (folder.exists(folder.complete(round))) {
        folder.remove(round);
      }
      Path partial = folder.partial(round);
      requireWorkers(partial, workerFiles);
      folder.write(new Path(partial, DRIVER), Map.of(), tensors(state));
      Map<String, Long> checksums = new TreeMap<>();
      for (Map.Entry<String, byte[]> file : state.files().entrySet()) {
        folder.writeText(new Path(partial, file.getKey()), file.getValue());
        checksums.put(file.getKey(), checksum(file.getValue()));
      }
      folder.writeText(new Path(partial, MANIFEST), manifest(state.progress(), checksums));
      folder.publish(round);
      List<Long> rounds = folder.rounds();
      for (long old : rounds.subList(0, Math.max(0, rounds.size() - KEPT))) {
        folder.remove(old);
      }
      return folder.complete(round).toString();
    } catch (IOException e) {
      throw new CheckpointException(
          "cannot write the checkpoint of round "
              + round
              + " under "
              + folder
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void requireWorkers(Path partial, int workerFiles) throws IOException {
    for (int worker = 0; worker < workerFiles; worker++) {
      Path file = CheckpointFolder.worker(partial, worker);
      if (!folder.exists(file)) {
        throw new CheckpointException(
            "worker "
                + worker
                + " has written its state, but the driver does not find "
                + file
                + "; checkpoint.dir must be a folder that driver and executors share, such as an"
                + " hdfs: or s3a: path");
      }
    }
  }

  private List<TensorFile.Tensor> tensors(DriverState state) {
    List<TensorFile.Tensor> tensors = new ArrayList<>();
    tensors.add(TensorFile.vector("parameters", state.parameters()));
    state.vectors().forEach((name, vector) -> tensors.add(TensorFile.vector(name, vector)));
    tensors.add(TensorFile.vector("best", state.best()));
    return tensors;
  }

  private byte[] manifest(Progress progress, Map<String, Long> files) throws IOException {
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("formatVersion", FORMAT_VERSION);
    manifest.put("fingerprint", fingerprint);
    manifest.set("progress", JSON.valueToTree(progress));
    manifest.set("files", JSON.valueToTree(files));
    manifest.put("crc32c", checksum(fingerprint, progress, files));
    return JSON.writeValueAsBytes(manifest);
  }
}
