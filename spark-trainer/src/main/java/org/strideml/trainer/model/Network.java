package org.strideml.trainer.model;

import java.util.Optional;
import org.strideml.kernels.Tensor;

/**
 * A model laid out in one backend's memory: parameters, gradients and activations in one arena
 * each. Not thread-safe. All memory is reserved when it is built; afterwards only views are cut,
 * once for each number of rows.
 */
public interface Network {
  /** All parameters as one flat tensor in the layout's order. */
  Tensor parameters();

  /**
   * Gradients of the last backward pass: of all that is trained, laid out as the first {@link
   * ParameterLayout#trainableSize} elements of {@link #parameters}, or packed as {@link #touched}
   * says.
   *
   * @throws IllegalStateException when the network was built for evaluation only
   */
  Tensor gradients();

  /**
   * The parameters that the last pass has touched, for a model of which a step changes few; empty
   * when a step changes all. Then an optimizer may run on {@link #parameters} itself.
   */
  default Optional<TouchedParameters> touched() {
    return Optional.empty();
  }

  /**
   * Forward and backward pass: writes {@link #gradients} and the batch's mean loss, and moves
   * statistics among {@link #parameters}.
   */
  void lossAndGradients(Batch batch, Tensor loss);

  /** Forward pass only: writes the batch's mean loss. */
  void loss(Batch batch, Tensor loss);

  /**
   * Output rows of the last forward pass: one row of class scores per example, or per position.
   * Holds scores only after {@link #loss} or {@link #scores}, not after a backward pass.
   */
  Tensor logits();

  /** Forward pass without targets; {@link #logits} has the result. */
  void scores(Batch batch);
}
