package org.strideml.trainer.spark;

import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.strideml.trainer.round.WorkerState;

/**
 * One run's worker states on one executor: a cache, never the truth. Keeps the two newest versions
 * of each worker, so that a second attempt of a round finds the state the first one started from.
 */
final class ReplicaStore {
  private static final int VERSIONS = 2;

  private final Map<Integer, NavigableMap<Long, WorkerState>> states = new ConcurrentHashMap<>();

  /** The state that {@code round} of this worker starts from, when it is here. */
  Optional<WorkerState> get(int worker, long round) {
    NavigableMap<Long, WorkerState> versions = states.get(worker);
    return versions == null ? Optional.empty() : Optional.ofNullable(versions.get(round));
  }

  void put(int worker, WorkerState state) {
    NavigableMap<Long, WorkerState> versions =
        states.computeIfAbsent(
            worker, k -> new ConcurrentSkipListMap<>(Comparator.<Long>naturalOrder()));
    versions.put(state.round(), state);
    while (versions.size() > VERSIONS) {
      versions.pollFirstEntry();
    }
  }
}
