package org.strideml.trainer.model;

import org.strideml.kernels.Tensor;

/**
 * The few parameters that the last batch has touched, packed side by side: what an optimizer runs
 * on when a model is too large to pass over in each step. All others have gradient zero and stay as
 * they are, and so does their optimizer state: they do not decay and momentum does not move them on
 * (the lazy rule of PyTorch's {@code SparseAdam}).
 */
public interface TouchedParameters {
  /** How many; the size of every packed vector of this step. */
  int size();

  /** Their values, packed; what an optimizer writes here takes effect by {@link #scatter}. */
  Tensor values();

  /**
   * Packs the touched elements of a vector that is laid out as all parameters.
   *
   * @param packed of {@link #size} elements
   */
  void gather(Tensor flat, Tensor packed);

  /** Writes packed elements back to where they belong; the others stay as they are. */
  void scatter(Tensor packed, Tensor flat);
}
