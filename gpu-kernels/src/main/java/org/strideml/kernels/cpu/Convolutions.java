package org.strideml.kernels.cpu;

import org.strideml.kernels.Convolution;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/**
 * Convolutions and maxima of windows on the calling thread; see {@link
 * org.strideml.kernels.ImageOperations}.
 */
interface Convolutions extends AutoCloseable {
  /** Bias included, the activation not. */
  void forward(Convolution layer, Tensor x, Tensor y);

  /** {@code dy} has been masked by the activation; {@code dx} and {@code dBias} may be null. */
  void backward(Convolution layer, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias);

  void max(Pooling pooling, Tensor x, Tensor y);

  void maxGradient(Pooling pooling, Tensor x, Tensor dy, Tensor dx);

  /** Frees what it holds natively. */
  @Override
  void close();
}
