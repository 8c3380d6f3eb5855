package org.strideml.trainer.optim;

import java.util.List;
import java.util.Locale;

/**
 * Adaptive federated optimization (Reddi et al., 2021) on the pseudo-gradient, without bias
 * correction:
 *
 * <pre>
 * m ← β₁m + (1−β₁)Δ
 * v ← v + Δ²  (Adagrad)   β₂v + (1−β₂)Δ²  (Adam)   v − (1−β₂)Δ²·sign(v − Δ²)  (Yogi)
 * θ ← θ − learningRate·m / (√v + epsilon)
 * </pre>
 *
 * <p>Δ is small, so epsilon, the paper's τ, is large: 1e-3 is usual.
 *
 * @param rule how v grows
 * @param learningRate greater than 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1); not used by Adagrad
 * @param epsilon greater than 0
 */
public record AdaptiveOuter(
    Rule rule, double learningRate, double beta1, double beta2, double epsilon)
    implements OuterOptimizer {
  private static final List<String> MOMENTS = List.of("m", "v");

  /** How the second moment grows. */
  public enum Rule {
    ADAM {
      @Override
      float next(float v, float square, float beta2) {
        return beta2 * v + (1 - beta2) * square;
      }
    },
    YOGI {
      @Override
      float next(float v, float square, float beta2) {
        return v - (1 - beta2) * square * Math.signum(v - square);
      }
    },
    ADAGRAD {
      @Override
      float next(float v, float square, float beta2) {
        return v + square;
      }
    };

    abstract float next(float v, float square, float beta2);
  }

  public AdaptiveOuter {
    Settings.positive("learningRate", learningRate);
    Settings.inUnitInterval("beta1", beta1);
    Settings.inUnitInterval("beta2", beta2);
    Settings.positive("epsilon", epsilon);
  }

  @Override
  public String type() {
    return rule.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<String> stateNames() {
    return MOMENTS;
  }

  @Override
  public void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state) {
    OuterState.check(this, parameters, pseudoGradient, state);
    float[] m = state.get(0);
    float[] v = state.get(1);
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    for (int i = 0; i < parameters.length; i++) {
      float delta = pseudoGradient[i];
      m[i] = b1 * m[i] + (1 - b1) * delta;
      v[i] = rule.next(v[i], delta * delta, b2);
      parameters[i] -= (float) (learningRate * m[i] / (Math.sqrt(v[i]) + epsilon));
    }
  }
}
