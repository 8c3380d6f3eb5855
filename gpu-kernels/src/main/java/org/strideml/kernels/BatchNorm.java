package org.strideml.kernels;

/**
 * Batch normalization (Ioffe &amp; Szegedy, 2015): y = f(x̂·gamma + beta [+ residual]), x̂
 * normalized per channel over all images and pixels of a batch, or by running statistics.
 *
 * @param gamma an element per channel
 * @param beta an element per channel
 * @param runningMean an element per channel; moved by each training pass
 * @param runningVariance an element per channel; moved by each training pass
 * @param momentum share of a batch in the running statistics, in [0, 1], as in PyTorch
 * @param epsilon added to the variance, at least 0
 * @param activation f, {@link Activation#IDENTITY} or {@link Activation#RELU}
 */
public record BatchNorm(
    Tensor gamma,
    Tensor beta,
    Tensor runningMean,
    Tensor runningVariance,
    float momentum,
    float epsilon,
    Activation activation) {
  public BatchNorm {
    int channels = gamma.size();
    if (channels == 0
        || beta.size() != channels
        || runningMean.size() != channels
        || runningVariance.size() != channels) {
      throw new IllegalArgumentException(
          "gamma, beta and running statistics must have an element per channel, got %s, %s, %s, %s"
              .formatted(gamma, beta, runningMean, runningVariance));
    }
    if (!(momentum >= 0 && momentum <= 1) || !(epsilon >= 0)) {
      throw new IllegalArgumentException(
          "momentum must be in [0, 1] and epsilon >= 0, got " + momentum + " and " + epsilon);
    }
    ImageActivations.require(activation);
  }

  public int channels() {
    return gamma.size();
  }
}
