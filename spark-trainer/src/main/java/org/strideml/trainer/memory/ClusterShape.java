package org.strideml.trainer.memory;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a run has to share.
 *
 * @param executors at least 1
 * @param slots tasks that one executor runs at once, at least 1
 * @param devices of one executor that tasks compute on, at least 1; of no concern to backends that
 *     compute on processors
 * @param limits bytes by place; a place that is missing has none that is known
 */
public record ClusterShape(int executors, int slots, int devices, Map<Place, Long> limits) {
  public ClusterShape {
    if (executors < 1 || slots < 1 || devices < 1) {
      throw new IllegalArgumentException(
          "executors, slots and devices must be >= 1, got %d, %d and %d"
              .formatted(executors, slots, devices));
    }
    limits = Map.copyOf(limits);
  }

  /** One device for each executor. */
  public ClusterShape(int executors, int slots, Map<Place, Long> limits) {
    this(executors, slots, 1, limits);
  }

  /** What each of several runs at once may take. */
  public ClusterShape sharedBy(int runs) {
    Map<Place, Long> shares = new EnumMap<>(Place.class);
    limits.forEach((place, bytes) -> shares.put(place, place.isShared() ? bytes / runs : bytes));
    return new ClusterShape(executors, slots, devices, shares);
  }
}
