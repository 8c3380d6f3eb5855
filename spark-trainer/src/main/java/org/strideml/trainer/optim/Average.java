package org.strideml.trainer.optim;

import java.util.List;

/**
 * θ ← θ − Δ: the mean of the workers' parameters becomes the next start (local SGD, FedAvg). In
 * floats θ − (θ − θₖ) is not θₖ, so a trainer that wants the mean to the last bit lets workers send
 * θₖ itself; {@link #isAverage} permits that.
 */
public record Average() implements OuterOptimizer {
  @Override
  public String type() {
    return "average";
  }

  @Override
  public List<String> stateNames() {
    return List.of();
  }

  @Override
  public boolean isAverage() {
    return true;
  }

  @Override
  public void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state) {
    OuterState.check(this, parameters, pseudoGradient, state);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] -= pseudoGradient[i];
    }
  }
}
