package org.strideml.trainer.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.strideml.trainer.round.WorkerState;
import org.strideml.trainer.safetensors.TensorFile;

/**
 * One file per worker and checkpoint: the inner optimizer's vectors by name, and {@code residual}.
 * Written and read by the tasks themselves, so the folder must be one that all executors share.
 */
public final class WorkerCheckpoints {
  private static final String ROUND = "stride.round";
  private static final String STEPS = "stride.steps";
  private static final String RESIDUAL = "residual";

  private WorkerCheckpoints() {}

  /**
   * Writes a worker's state beside the others of its round. Harmless to repeat.
   *
   * @param folder of all checkpoints
   * @param names of the optimizer's vectors
   */
  public static void write(String folder, int worker, WorkerState state, List<String> names) {
    List<TensorFile.Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      tensors.add(TensorFile.vector(names.get(i), state.moments().get(i)));
    }
    tensors.add(TensorFile.vector(RESIDUAL, state.residual()));
    Map<String, String> metadata =
        Map.of(ROUND, Long.toString(state.round()), STEPS, Long.toString(state.steps()));
    try {
      CheckpointFolder files = new CheckpointFolder(folder);
      files.write(CheckpointFolder.worker(files.partial(state.round()), worker), metadata, tensors);
    } catch (IOException e) {
      throw new CheckpointException(
          "worker " + worker + " cannot write its state under " + folder + ": " + e.getMessage(),
          e);
    }
  }

  /**
   * Reads the state that {@code round} starts from.
   *
   * @param size elements of each of the optimizer's vectors
   * @throws CheckpointException when the file is missing, damaged or of another run
   */
  public static WorkerState read(
      String folder, long round, int worker, int size, List<String> names) {
    try {
      CheckpointFolder files = new CheckpointFolder(folder);
      TensorFile file = files.read(CheckpointFolder.worker(files.complete(round), worker));
      List<float[]> moments = new ArrayList<>();
      for (String name : names) {
        moments.add(file.require(name, size));
      }
      return new WorkerState(
          Long.parseLong(file.metadata(ROUND)),
          Long.parseLong(file.metadata(STEPS)),
          moments,
          file.require(RESIDUAL));
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
