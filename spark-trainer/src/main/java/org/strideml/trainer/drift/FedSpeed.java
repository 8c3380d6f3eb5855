package org.strideml.trainer.drift;

import java.util.List;
import java.util.Map;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.optim.GradientPass;

/**
 * FedSpeed (Sun et al., 2023): with g the gradient at θ + rho·g₁/‖g₁‖, g₁ that at θ, steps along
 *
 * <pre>g + lambda·(θ − θ_start + h_k)</pre>
 *
 * <p>After the round h_k ← h_k + θ_end − θ_start, and what is averaged is θ_end + h_k.
 *
 * @param lambda at least 0; 0.1 is usual
 * @param rho at least 0; 0 for one gradient per step
 */
public record FedSpeed(double lambda, double rho) implements DriftCorrection {
  private static final List<String> NAMES = List.of("prox");
  private static final double TINY = 1e-7;

  @Override
  public String type() {
    return "fedspeed";
  }

  @Override
  public List<String> workerNames() {
    return NAMES;
  }

  @Override
  public LocalDrift open(Backend backend, int size) {
    Vectors vectors = new Vectors(backend, size);
    Tensor center = vectors.vector("center of the proximal term");
    Tensor way = vectors.vector("way from the center");
    return new LocalDrift() {
      private float[] prox = {};

      @Override
      public void begin(
          DriftRound round, float[] start, Map<String, float[]> own, Map<String, float[]> shared) {
        prox = own.get("prox");
        float[] from = new float[size];
        for (int i = 0; i < size; i++) {
          from[i] = start[i] - prox[i];
        }
        center.write(from, 0);
      }

      @Override
      public double direction(GradientPass pass, double learningRate) {
        pass.compute();
        if (rho > 0) {
          vectors.copy(pass.parameters(), way);
          double norm = vectors.norm(pass.gradients());
          vectors.add(rho / (norm + TINY), pass.gradients(), pass.parameters());
          pass.compute();
          vectors.copy(way, pass.parameters());
        }
        vectors.copy(pass.parameters(), way);
        vectors.add(-1, center, way);
        vectors.add(lambda, way, pass.gradients());
        return learningRate;
      }

      @Override
      public void end(float[] start, float[] end, Map<String, float[]> own) {
        float[] next = new float[size];
        for (int i = 0; i < size; i++) {
          next[i] = prox[i] + (end[i] - start[i]);
          end[i] += next[i];
        }
        own.put("prox", next);
      }
    };
  }
}
