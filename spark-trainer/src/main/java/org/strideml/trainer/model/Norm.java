package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/** A normalization of rows with a weight for each channel. */
interface Norm {
  /** Numbers it keeps of each row for the backward pass. */
  int figures();

  /** y ← normalized x; {@code statistics} is n × {@link #figures}. */
  void forward(Backend backend, Tensor x, Tensor y, Tensor statistics);

  /** Adds to {@code dx}; overwrites the gradients of the weights. */
  void backward(Backend backend, Tensor x, Tensor statistics, Tensor dy, Tensor dx);
}
