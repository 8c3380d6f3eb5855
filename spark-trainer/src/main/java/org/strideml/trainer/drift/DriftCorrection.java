package org.strideml.trainer.drift;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Backend;

/** A rule for local steps; configuration only. */
public interface DriftCorrection extends Serializable {
  /** Its name in a configuration. */
  String type();

  /** Vectors a worker carries from round to round, as long as what is trained, zero at first. */
  default List<String> workerNames() {
    return List.of();
  }

  /** Vectors of the driver that every worker is sent with θ, zero at first. */
  default List<String> sharedNames() {
    return List.of();
  }

  /**
   * What applies the rule in one backend's memory.
   *
   * @param size elements of what is trained
   */
  LocalDrift open(Backend backend, int size);

  /**
   * Brings the driver's vectors up to date after a round.
   *
   * @param share of all workers that has taken part
   * @param meanChange θ_start − θ_end, mean over these; may be longer than what is trained
   * @param shared by name, changed in place
   */
  default void fold(
      DriftRound round, double share, float[] meanChange, Map<String, float[]> shared) {}

  /** Whether the rule is to make plain steps. */
  default boolean isNone() {
    return false;
  }
}
