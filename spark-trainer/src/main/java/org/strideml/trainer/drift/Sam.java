package org.strideml.trainer.drift;

import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/**
 * Sharpness-aware steps (Foret et al., 2021; DFedSAM when workers gossip): along the gradient at θ
 * + rho·g/‖g‖ with g the gradient at θ of the same batch. Twice the computing.
 *
 * @param rho at least 0; 0 for plain steps
 */
public record Sam(double rho) implements DriftCorrection {
  private static final double TINY = 1e-12;

  @Override
  public String type() {
    return "sam";
  }

  @Override
  public LocalDrift open(Backend backend, int size) {
    Vectors vectors = new Vectors(backend, size);
    Tensor here = vectors.vector("where the step begins");
    return (pass, learningRate) -> {
      pass.compute();
      if (rho > 0) {
        vectors.copy(pass.parameters(), here);
        double norm = vectors.norm(pass.gradients());
        vectors.add(rho / (norm + TINY), pass.gradients(), pass.parameters());
        pass.compute();
        vectors.copy(here, pass.parameters());
      }
      return learningRate;
    };
  }
}
