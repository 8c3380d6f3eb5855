package org.strideml.trainer.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.strideml.trainer.round.Replica;
import org.strideml.trainer.round.Scorer;

/**
 * What one executor keeps for one run between tasks: the cache of worker states, and networks laid
 * out in backend memory. {@link #release} empties it.
 */
final class ExecutorRun {
  private static final Map<String, ExecutorRun> RUNS = new ConcurrentHashMap<>();

  private final ReplicaStore states = new ReplicaStore();
  private final DevicePools<Replica> replicas = new DevicePools<>();
  private final DevicePools<Scorer> scorers = new DevicePools<>();

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

  DevicePools<Replica> replicas() {
    return replicas;
  }

  DevicePools<Scorer> scorers() {
    return scorers;
  }
}
