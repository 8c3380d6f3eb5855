package org.strideml.kernels;

/**
 * Group normalization (Wu &amp; He, 2018): y = f(x̂·gamma + beta [+ residual]), x̂ normalized over
 * the channels of a group and all pixels of one image.
 *
 * @param gamma an element per channel
 * @param beta an element per channel
 * @param groups of neighbouring channels; divides their number
 * @param epsilon added to the variance, at least 0
 * @param activation f, {@link Activation#IDENTITY} or {@link Activation#RELU}
 */
public record GroupNorm(
    Tensor gamma, Tensor beta, int groups, float epsilon, Activation activation) {
  public GroupNorm {
    if (groups < 1 || gamma.size() == 0 || gamma.size() % groups != 0) {
      throw new IllegalArgumentException(
          "groups must divide the number of channels, got %d and %d"
              .formatted(groups, gamma.size()));
    }
    if (beta.size() != gamma.size()) {
      throw new IllegalArgumentException(
          "beta must have as many elements as gamma " + gamma + ", got " + beta);
    }
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("epsilon must be >= 0, got " + epsilon);
    }
    ImageActivations.require(activation);
  }

  public int channels() {
    return gamma.size();
  }
}
