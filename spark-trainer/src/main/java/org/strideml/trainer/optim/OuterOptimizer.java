package org.strideml.trainer.optim;

import java.io.Serializable;
import java.util.List;

/**
 * What the driver does with the averaged pseudo-gradient Δ = θ_start − mean θ_end, a descent
 * direction.
 */
public interface OuterOptimizer extends Serializable {
  /** Its name in a configuration. */
  String type();

  /** Names of the state vectors, each of the parameters' size, all zero at the start. */
  List<String> stateNames();

  /** Whether θ − Δ is the whole rule, so that workers may send θ_end itself. */
  default boolean isAverage() {
    return false;
  }

  /**
   * θ ← θ after one outer step, in place.
   *
   * @param at how many steps were taken before, and what θ consists of
   * @param parameters the driver's fp32 θ
   * @param pseudoGradient Δ, not changed
   * @param state in the order of {@link #stateNames}, changed in place
   */
  void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state);

  /**
   * After θ has moved, by this rule or because workers sent θ_end.
   *
   * @param parameters the new θ, not changed
   * @param state changed in place
   */
  default void moved(OuterStep at, float[] parameters, List<float[]> state) {}

  /**
   * The model that is evaluated and saved; not a copy.
   *
   * @param parameters θ after at least one step
   */
  default float[] model(float[] parameters, List<float[]> state) {
    return parameters;
  }
}
