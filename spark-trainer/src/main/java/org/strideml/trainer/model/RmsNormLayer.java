package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.Tensor;

/**
 * An RMS normalization and where its gradient goes, {@code null} in a network for evaluation; see
 * {@link SequenceOperations#rmsNormForward} for the formula.
 */
record RmsNormLayer(Tensor gamma, float epsilon, Tensor dGamma) implements Norm {
  @Override
  public int figures() {
    return 1;
  }

  @Override
  public void forward(Backend backend, Tensor x, Tensor y, Tensor statistics) {
    backend.sequence().rmsNormForward(x, gamma, epsilon, y, statistics);
  }

  @Override
  public void backward(Backend backend, Tensor x, Tensor statistics, Tensor dy, Tensor dx) {
    backend.sequence().rmsNormBackward(x, gamma, statistics, dy, dx, dGamma);
  }
}
