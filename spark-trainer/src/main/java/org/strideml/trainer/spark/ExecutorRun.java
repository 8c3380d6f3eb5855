package org.strideml.trainer.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.trainer.ComputedOn;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.round.Replica;
import org.strideml.trainer.round.Scorer;

/**
 * What one executor keeps for one run between tasks: the cache of worker states, and networks laid
 * out in backend memory. The one place with static state; {@link #release} empties it.
 */
final class ExecutorRun {
  private static final Map<String, ExecutorRun> RUNS = new ConcurrentHashMap<>();

  private final ReplicaStore states = new ReplicaStore();
  private final Pool<Placed<Replica>> replicas = new Pool<>(Placed::close);
  private final Pool<Placed<Scorer>> scorers = new Pool<>(Placed::close);

  /** Something laid out in backend memory, and where that is. */
  record Placed<T extends AutoCloseable>(T content, ComputedOn on) {
    private void close() {
      try {
        content.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot free the memory of " + on, e);
      }
    }
  }

  static ExecutorRun of(String runId) {
    return RUNS.computeIfAbsent(runId, id -> new ExecutorRun());
  }

  /** Drops everything of a run; what is still at work is closed when it comes back. */
  static void release(String runId) {
    ExecutorRun run = RUNS.remove(runId);
    if (run != null) {
      run.replicas.close();
      run.scorers.close();
    }
  }

  ReplicaStore states() {
    return states;
  }

  Pool<Placed<Replica>> replicas() {
    return replicas;
  }

  Pool<Placed<Scorer>> scorers() {
    return scorers;
  }

  /** Opens the chosen backend and lays something out in it. */
  static <T extends AutoCloseable> Placed<T> place(
      BackendChoice choice, Function<Backend, T> layOut) {
    Backend backend = Backends.open(choice.type(), choice.device(), choice.precision()).backend();
    try {
      ComputedOn on =
          new ComputedOn(
              backend.name(), backend.device().name(), backend.device().instructionSet());
      return new Placed<>(layOut.apply(backend), on);
    } catch (RuntimeException failure) {
      backend.close();
      throw failure;
    }
  }
}
