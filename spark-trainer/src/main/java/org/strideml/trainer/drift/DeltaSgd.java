package org.strideml.trainer.drift;

import java.util.Map;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.optim.GradientPass;

/**
 * Δ-SGD (Kim et al., 2024): every worker finds its own step size from the curvature it sees. With
 * x_k the weights, g_k their gradient and g̃ that of the weights before on the same batch,
 *
 * <pre>
 * η_k = min(√(1 + growth·ρ_{k−1})·η_{k−1}, ‖x_k − x_{k−1}‖ / (damping·‖g_k − g̃‖)) + 1e-8
 * ρ_k = η_k/η_{k−1}
 * </pre>
 *
 * <p>A step takes two gradients. η starts anew each round; the schedule's rate is not used.
 *
 * @param initial η before the first step; 0.2 is usual
 * @param growth how fast η may grow; 0.02 is usual
 * @param damping 1 is usual
 */
public record DeltaSgd(double initial, double growth, double damping) implements DriftCorrection {
  private static final double TINY = 1e-8;

  @Override
  public String type() {
    return "delta-sgd";
  }

  @Override
  public LocalDrift open(Backend backend, int size) {
    Vectors vectors = new Vectors(backend, size);
    Tensor before = vectors.vector("weights before");
    Tensor here = vectors.vector("weights");
    Tensor gradient = vectors.vector("gradient");
    return new LocalDrift() {
      private double rate;
      private double ratio;
      private boolean first;

      @Override
      public void begin(
          DriftRound round, float[] start, Map<String, float[]> own, Map<String, float[]> shared) {
        rate = initial;
        ratio = 1;
        first = true;
      }

      @Override
      public double direction(GradientPass pass, double learningRate) {
        pass.compute();
        double next = Math.sqrt(1 + growth * ratio) * rate;
        if (!first) {
          next = Math.min(next, byCurvature(pass));
        }
        next += TINY;
        vectors.copy(pass.parameters(), before);
        first = false;
        ratio = next / rate;
        rate = next;
        return next;
      }

      /** Leaves parameters and gradients as they were. */
      private double byCurvature(GradientPass pass) {
        vectors.copy(pass.parameters(), here);
        vectors.copy(pass.gradients(), gradient);
        vectors.copy(before, pass.parameters());
        pass.compute();
        vectors.copy(here, pass.parameters());
        vectors.add(-1, here, before);
        double way = vectors.norm(before);
        vectors.add(-1, gradient, pass.gradients());
        double bend = vectors.norm(pass.gradients());
        vectors.copy(gradient, pass.gradients());
        return bend > 0 ? way / (damping * bend) : Double.POSITIVE_INFINITY;
      }
    };
  }
}
