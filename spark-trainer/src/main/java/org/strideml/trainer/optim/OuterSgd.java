package org.strideml.trainer.optim;

import java.util.List;

/**
 * SGD on the pseudo-gradient: m ← momentum·m + Δ; θ ← θ − learningRate·m. With one worker and no
 * momentum this is Lookahead (Zhang et al., 2019) with slow weights θ and step learningRate; with
 * rate 1 it is {@link Average}.
 *
 * @param learningRate greater than 0
 * @param momentum in [0, 1); 0 keeps no state
 */
public record OuterSgd(double learningRate, double momentum) implements OuterOptimizer {
  private static final List<String> MOMENTUM = List.of("momentum");

  public OuterSgd {
    Settings.positive("learningRate", learningRate);
    Settings.inUnitInterval("momentum", momentum);
  }

  @Override
  public String type() {
    return "sgd";
  }

  @Override
  public List<String> stateNames() {
    return momentum == 0 ? List.of() : MOMENTUM;
  }

  @Override
  public void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state) {
    OuterState.check(this, parameters, pseudoGradient, state);
    float rate = (float) learningRate;
    float mu = (float) momentum;
    float[] buffer = momentum == 0 ? pseudoGradient : state.get(0);
    for (int i = 0; i < parameters.length; i++) {
      if (momentum > 0) {
        buffer[i] = mu * buffer[i] + pseudoGradient[i];
      }
      parameters[i] -= rate * buffer[i];
    }
  }
}
