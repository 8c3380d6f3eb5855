package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Tensor;

/** A dense layer and where its gradients go; see {@link Backend#denseForward} for the formulas. */
final class DenseLayer {
  private final Dense layer;
  private final DenseGradients gradients;

  /** The gradients are {@code null} in a network for evaluation. */
  DenseLayer(Dense layer, Tensor dWeight, Tensor dBias) {
    this.layer = layer;
    this.gradients = new DenseGradients(dWeight, dBias);
  }

  /** y ← f(x·W + b) [+ residual]; {@code residual} and {@code pre} may be {@code null}. */
  void forward(Backend backend, Tensor x, Tensor residual, Tensor pre, Tensor y) {
    backend.denseForward(layer, x, residual, pre, y);
  }

  /** Overwrites the layer's gradients and {@code dx}, which may be {@code null}. */
  void backward(Backend backend, Tensor x, Tensor pre, Tensor dy, Tensor dx) {
    backend.denseBackward(layer, x, pre, dy, dx, gradients);
  }
}
