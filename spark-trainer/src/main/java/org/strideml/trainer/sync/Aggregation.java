package org.strideml.trainer.sync;

import java.io.Serializable;

/**
 * How the workers' vectors become one. Vectors are parameters or changes of them, so a rule must
 * not care where zero is: moving all inputs by one vector moves the result by it.
 */
public interface Aggregation extends Serializable {
  /** Its name in a configuration. */
  String type();

  /**
   * Whether it must see changes Δ rather than parameters, because it asks where zero is. Only
   * attacks do.
   */
  default boolean needsChanges() {
    return false;
  }

  /** Floats per parameter and worker that a fold keeps; 0 when it needs no worker's vector. */
  default int keptPerWorker() {
    return 1;
  }

  /** What folds the vectors of one round after the other, each of {@code length} elements. */
  Fold open(int length);

  /** Vectors of one round on their way to becoming one; reusable. */
  interface Fold {
    /**
     * Adds one worker; called in worker order.
     *
     * @param values not changed, and not kept
     * @param examples rows it has really processed, &gt; 0
     */
    void add(float[] values, long examples);

    /**
     * Writes what the vectors added so far come to, and forgets them.
     *
     * @throws IllegalStateException when there are none
     */
    void finish(float[] target);
  }
}
