package org.strideml.trainer.drift;

import java.util.Map;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.optim.GradientPass;

/**
 * FedProx (Li et al., 2020): a worker minimizes its loss + mu/2·‖θ − θ_start‖², so its gradient is
 * g + mu·(θ − θ_start).
 *
 * @param mu at least 0; 0.01 to 1 are usual
 */
public record FedProx(double mu) implements DriftCorrection {
  @Override
  public String type() {
    return "fedprox";
  }

  @Override
  public LocalDrift open(Backend backend, int size) {
    Vectors vectors = new Vectors(backend, size);
    Tensor anchor = vectors.vector("start of the round");
    Tensor way = vectors.vector("way from the start");
    return new LocalDrift() {
      @Override
      public void begin(
          DriftRound round, float[] start, Map<String, float[]> own, Map<String, float[]> shared) {
        anchor.write(start, 0);
      }

      @Override
      public double direction(GradientPass pass, double learningRate) {
        pass.compute();
        vectors.copy(pass.parameters(), way);
        vectors.add(-1, anchor, way);
        vectors.add(mu, way, pass.gradients());
        return learningRate;
      }
    };
  }
}
