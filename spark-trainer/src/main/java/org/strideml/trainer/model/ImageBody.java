package org.strideml.trainer.model;

import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/** The layers of an image model in front of its dense ones. */
interface ImageBody {
  /** Memory and views for batches of {@code input}'s number of images. */
  Pass cut(Workspace work, Tensor input, boolean training);

  /** A body at work on batches of one size. */
  interface Pass {
    Tensor output();

    /** Its gradient; {@code null} in evaluation and when nothing before the output learns. */
    Tensor dOutput();

    /**
     * @param learning whether as in training, where that makes a difference
     */
    void forward(Backend backend, boolean learning);

    /** Writes the parameters' gradients from {@link #dOutput}, which it destroys. */
    void backward(Backend backend);
  }
}
