package org.strideml.trainer.optim;

import org.strideml.kernels.Tensor;

/** The batch of one local step, of which gradients can be taken at any parameters. */
public interface GradientPass {
  /** What is trained, laid out as {@link #gradients}. */
  Tensor parameters();

  Tensor gradients();

  /** Writes the gradients of the batch's loss at the parameters as they are. */
  void compute();
}
