package org.strideml.trainer.drift;

import java.util.Map;
import org.strideml.trainer.optim.GradientPass;

/** A rule at work in one worker's rounds; one worker after the other. */
public interface LocalDrift {
  /**
   * Before a round's first step.
   *
   * @param start θ_start; may be longer than what is trained
   * @param own the worker's vectors by name, not to be changed
   * @param shared the driver's vectors by name
   */
  default void begin(
      DriftRound round, float[] start, Map<String, float[]> own, Map<String, float[]> shared) {}

  /**
   * Leaves the direction of a step in {@code pass.gradients()}, and the parameters as they were.
   *
   * @return the learning rate of the step
   */
  double direction(GradientPass pass, double learningRate);

  /**
   * After a round's last step.
   *
   * @param end θ_end; what it is afterwards is sent
   * @param own gets the worker's vectors for its next round
   */
  default void end(float[] start, float[] end, Map<String, float[]> own) {}
}
