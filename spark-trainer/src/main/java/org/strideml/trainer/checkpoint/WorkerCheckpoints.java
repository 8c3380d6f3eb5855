package org.strideml.trainer.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.strideml.trainer.round.WorkerState;
import org.strideml.trainer.safetensors.TensorFile;

/**
 * One file per worker and checkpoint: the vectors that a worker carries, by name. Written and read
 * by the tasks themselves, so the folder must be one that all executors share.
 */
public final class WorkerCheckpoints {
  private static final String ROUND = "stride.round";
  private static final String STEPS = "stride.steps";

  private WorkerCheckpoints() {}

  /**
   * Writes a worker's state beside the others of a checkpoint. Harmless to repeat.
   *
   * @param folder of all checkpoints
   * @param round of the checkpoint
   */
  public static void write(String folder, long round, int worker, WorkerState state) {
    List<TensorFile.Tensor> tensors = new ArrayList<>();
    state.vectors().forEach((name, vector) -> tensors.add(TensorFile.vector(name, vector)));
    Map<String, String> metadata =
        Map.of(ROUND, Long.toString(state.round()), STEPS, Long.toString(state.steps()));
    try {
      CheckpointFolder files = new CheckpointFolder(folder);
      files.write(CheckpointFolder.worker(files.partial(round), worker), metadata, tensors);
    } catch (IOException e) {
      throw new CheckpointException(
          "worker " + worker + " cannot write its state under " + folder + ": " + e.getMessage(),
          e);
    }
  }

  /**
   * Reads a worker's state in the checkpoint of {@code round}.
   *
   * @param sizes lengths of the vectors by name
   * @throws CheckpointException when the file is missing, damaged or of another run
   */
  public static WorkerState read(
      String folder, long round, int worker, Map<String, Integer> sizes) {
    try {
      CheckpointFolder files = new CheckpointFolder(folder);
      TensorFile file = files.read(CheckpointFolder.worker(files.complete(round), worker));
      Map<String, float[]> vectors = new LinkedHashMap<>();
      sizes.forEach((name, size) -> vectors.put(name, file.require(name, size)));
      return new WorkerState(
          Long.parseLong(file.metadata(ROUND)), Long.parseLong(file.metadata(STEPS)), vectors);
    } catch (IOException e) {
      throw new CheckpointException(
          String.format(
              "worker %d cannot read its state of round %d under %s: %s; checkpoint.dir must be a"
                  + " folder that all executors share",
              worker, round, folder, e.getMessage()),
          e);
    }
  }
}
