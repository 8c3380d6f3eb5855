package org.strideml.kernels;

/** The activations that may follow a convolution or normalization. */
final class ImageActivations {
  private ImageActivations() {}

  static void require(Activation activation) {
    if (activation != Activation.IDENTITY && activation != Activation.RELU) {
      throw new IllegalArgumentException(
          "activation of an image operation must be IDENTITY or RELU, got " + activation);
    }
  }
}
