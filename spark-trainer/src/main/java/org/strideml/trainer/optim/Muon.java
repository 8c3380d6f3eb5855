package org.strideml.trainer.optim;

import java.util.List;
import org.strideml.trainer.model.ParameterSlice;

/**
 * Muon (Jordan et al., 2024) on the pseudo-gradient. A mean of orthogonal matrices is not
 * orthogonal, so the driver makes its own step so:
 *
 * <pre>
 * M ← momentum·M + (1−momentum)Δ      N = (1−momentum)Δ + momentum·M
 * matrices:  W ← W − learningRate·√max(1, rows/columns)·{@link Orthogonal}(N)
 * the rest:  θ ← θ − restRate·N
 * </pre>
 *
 * <p>A tensor of more than two axes is the matrix of its first axis by the others. Tables of which
 * steps touch few rows count as the rest.
 *
 * @param learningRate of matrices; 0.02 is usual
 * @param momentum in [0, 1); 0.95 is usual
 * @param restRate of vectors and tables; 1 for plain averaging with momentum
 */
public record Muon(double learningRate, double momentum, double restRate)
    implements OuterOptimizer {
  private static final List<String> MOMENTUM = List.of("momentum");

  public Muon {
    Settings.positive("learningRate", learningRate);
    Settings.inUnitInterval("momentum", momentum);
    Settings.positive("restRate", restRate);
  }

  @Override
  public String type() {
    return "muon";
  }

  @Override
  public List<String> stateNames() {
    return MOMENTUM;
  }

  @Override
  public void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state) {
    OuterState.check(this, parameters, pseudoGradient, state);
    float[] buffer = state.get(0);
    for (ParameterSlice slice : at.slices()) {
      double[] blend = new double[slice.size()];
      for (int i = 0; i < blend.length; i++) {
        int place = slice.offset() + i;
        double delta = pseudoGradient[place];
        buffer[place] = (float) (momentum * buffer[place] + (1 - momentum) * delta);
        blend[i] = (1 - momentum) * delta + momentum * buffer[place];
      }
      double rate = restRate;
      if (slice.rank() >= 2 && !slice.sparse()) {
        int rows = slice.shape()[0];
        int columns = blend.length / rows;
        Orthogonal.approximate(blend, rows, columns);
        rate = learningRate * Math.sqrt(Math.max(1, (double) rows / columns));
      }
      for (int i = 0; i < blend.length; i++) {
        parameters[slice.offset() + i] -= (float) (rate * blend[i]);
      }
    }
  }
}
