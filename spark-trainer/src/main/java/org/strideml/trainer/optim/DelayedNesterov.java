package org.strideml.trainer.optim;

import java.util.List;

/**
 * Nesterov momentum for pseudo-gradients that arrive one by one and late (Liu et al., 2024,
 * "Asynchronous Local-SGD Training for Language Modeling", algorithm 3). Each moves θ by its own
 * share at once; the momentum is refreshed only once in a block of N, from the block's mean, so
 * that it does not compound what is stale:
 *
 * <pre>
 * D ← D + Δ
 * last of a block:   m ← momentum·m + D/N
 *                    θ ← θ − learningRate·((1 − c·N + c)·momentum·m + Δ/N),   D ← 0
 * others:            θ ← θ − learningRate·(c·momentum·m + Δ/N)
 * </pre>
 *
 * <p>With c = 0 a whole block moves θ as one step of {@link Nesterov} on the block's mean does; N =
 * 1 is {@link Nesterov} to the bit.
 *
 * @param learningRate ε, greater than 0; it keeps the meaning it has in synchronous training when N
 *     is the number of workers
 * @param momentum in [0, 1)
 * @param block N, pseudo-gradients per refresh of the momentum, at least 1
 * @param activation c in [0, 1/N], how much of the momentum acts before a block's end: 0 leaves all
 *     of it to the last step, 1/N spreads it evenly
 */
public record DelayedNesterov(double learningRate, double momentum, int block, double activation)
    implements OuterOptimizer {
  private static final List<String> STATE = List.of("momentum", "block");

  public DelayedNesterov {
    Settings.positive("learningRate", learningRate);
    Settings.inUnitInterval("momentum", momentum);
    Settings.positive("block", block);
    if (!(activation >= 0 && activation * block <= 1)) {
      throw new IllegalArgumentException(
          "activation must be in [0, 1/block] with block %d, got %s".formatted(block, activation));
    }
  }

  @Override
  public String type() {
    return "delayed-nesterov";
  }

  @Override
  public List<String> stateNames() {
    return STATE;
  }

  @Override
  public boolean isAverage() {
    return false;
  }

  @Override
  public void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state) {
    OuterState.check(this, parameters, pseudoGradient, state);
    float[] buffer = state.get(0);
    float[] sum = state.get(1);
    float rate = (float) learningRate;
    boolean last = (at.count() + 1) % block == 0;
    float mu = (float) momentum;
    float share = (float) ((last ? 1 - activation * block + activation : activation) * momentum);
    for (int i = 0; i < parameters.length; i++) {
      float delta = pseudoGradient[i];
      sum[i] += delta;
      if (last) {
        buffer[i] = mu * buffer[i] + sum[i] / block;
        sum[i] = 0;
      }
      parameters[i] -= rate * (delta / block + share * buffer[i]);
    }
  }
}
