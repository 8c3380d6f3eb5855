package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.Tensor;

/**
 * A layer normalization and where its gradients go, {@code null} in a network for evaluation; see
 * {@link SequenceOperations#layerNormForward} for the formulas.
 */
record NormLayer(Tensor gamma, Tensor beta, float epsilon, Tensor dGamma, Tensor dBeta)
    implements Norm {
  @Override
  public int figures() {
    return 2;
  }

  @Override
  public void forward(Backend backend, Tensor x, Tensor y, Tensor statistics) {
    backend.sequence().layerNormForward(x, gamma, beta, epsilon, y, statistics);
  }

  @Override
  public void backward(Backend backend, Tensor x, Tensor statistics, Tensor dy, Tensor dx) {
    backend.sequence().layerNormBackward(x, gamma, statistics, dy, dx, dGamma, dBeta);
  }
}
