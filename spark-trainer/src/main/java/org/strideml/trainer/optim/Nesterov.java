package org.strideml.trainer.optim;

import java.util.List;

/**
 * SGD with Nesterov momentum on the pseudo-gradient, as DiLoCo uses it (Douillard et al., 2023), in
 * PyTorch's form:
 *
 * <pre>
 * m ← momentum·m + Δ
 * θ ← θ − learningRate·(Δ + momentum·m)
 * </pre>
 *
 * @param learningRate greater than 0; DiLoCo takes 0.7
 * @param momentum in [0, 1); DiLoCo takes 0.9. With 0 and rate 1 the rule is {@link Average}'s
 */
public record Nesterov(double learningRate, double momentum) implements OuterOptimizer {
  private static final List<String> MOMENTUM = List.of("momentum");

  public Nesterov {
    Settings.positive("learningRate", learningRate);
    Settings.inUnitInterval("momentum", momentum);
  }

  @Override
  public String type() {
    return "nesterov";
  }

  @Override
  public List<String> stateNames() {
    return MOMENTUM;
  }

  @Override
  public void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state) {
    OuterState.check(this, parameters, pseudoGradient, state);
    float[] buffer = state.get(0);
    float rate = (float) learningRate;
    float mu = (float) momentum;
    for (int i = 0; i < parameters.length; i++) {
      float delta = pseudoGradient[i];
      float m = mu * buffer[i] + delta;
      buffer[i] = m;
      parameters[i] -= rate * (delta + mu * m);
    }
  }
}
