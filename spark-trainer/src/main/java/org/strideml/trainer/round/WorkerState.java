package org.strideml.trainer.round;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a worker carries from round to round, as vectors by name: the inner optimizer's, the
 * gradient codec's, whatever a method keeps; {@link WorkerLayout} says which. Immutable by
 * agreement: nobody writes into the arrays once it is built, so that a second attempt of a round
 * starts where the first did.
 */
public final class WorkerState {
  private final long round;
  private final long steps;
  private final Map<String, float[]> vectors;

  /**
   * @param round the round that starts from this state
   * @param steps optimizer steps since its vectors were zero
   * @param vectors by name
   */
  public WorkerState(long round, long steps, Map<String, float[]> vectors) {
    this.round = round;
    this.steps = steps;
    this.vectors = Collections.unmodifiableMap(new LinkedHashMap<>(vectors));
  }

  /** The state of every round when nothing is carried over. */
  public static WorkerState none() {
    return new WorkerState(0, 0, Map.of());
  }

  public long round() {
    return round;
  }

  public long steps() {
    return steps;
  }

  public Map<String, float[]> vectors() {
    return vectors;
  }

  /**
   * The vector of that name.
   *
   * @throws IllegalStateException when this worker carries none
   */
  public float[] vector(String name) {
    float[] vector = vectors.get(name);
    if (vector == null) {
      throw new IllegalStateException(
          "a worker's state has %s, not %s".formatted(vectors.keySet(), name));
    }
    return vector;
  }
}
