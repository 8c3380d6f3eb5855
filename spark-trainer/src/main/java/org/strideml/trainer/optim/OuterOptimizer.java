package org.strideml.trainer.optim;

import java.io.Serializable;
import java.util.List;

/**
 * What the driver does with the averaged pseudo-gradient Δ = θ_start − mean θ_end, a descent
 * direction.
 */
public interface OuterOptimizer extends Serializable {
  /** {@code average} or {@code nesterov}. */
  String type();

  /** Names of the state vectors, each of the parameters' size, all zero at the start. */
  List<String> stateNames();

  /** Whether θ − Δ is the whole rule, so that workers may send θ_end itself. */
  boolean isAverage();

  /**
   * θ ← θ after one outer step, in place.
   *
   * @param at how many steps were taken before, and what θ consists of
   * @param parameters the driver's fp32 θ
   * @param pseudoGradient Δ, not changed
   * @param state in the order of {@link #stateNames}, changed in place
   */
  void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state);
}
