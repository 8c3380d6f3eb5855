package org.strideml.trainer.drift;

import org.strideml.kernels.Backend;

/** Plain local steps. */
public record NoCorrection() implements DriftCorrection {
  @Override
  public String type() {
    return "none";
  }

  @Override
  public boolean isNone() {
    return true;
  }

  @Override
  public LocalDrift open(Backend backend, int size) {
    return (pass, learningRate) -> {
      pass.compute();
      return learningRate;
    };
  }
}
