package org.strideml.trainer.model;

import java.io.Serializable;
import java.util.Set;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;

/** An architecture: how many parameters of what names and shapes, and how to compute with them. */
public interface Model extends Serializable {
  /** Its name in configurations, such as {@code mlp}. */
  String type();

  ParameterLayout layout();

  /** Operations a backend must have. */
  Set<Operation> operations();

  /** Fresh weights as a function of the seed; the same on every machine. */
  float[] initialParameters(long seed);

  /** What its scores mean. */
  Head head();

  /** What this model reads of a row. */
  BatchShape batchShape();

  /** An empty batch of the kind this model reads. */
  default Batch newBatch(int rows) {
    return new Batch(batchShape(), rows);
  }

  /**
   * Lays this model out in a backend's memory, with zero weights.
   *
   * @param rows largest batch it will see
   * @param training whether gradients will be asked for
   */
  Network build(Backend backend, int rows, boolean training);
}
