package org.strideml.kernels;

/**
 * A convolution's parameters: y = f(x ∗ W + b), a cross-correlation as PyTorch's {@code Conv2d}.
 *
 * @param weight out × in × kernel height × kernel width
 * @param bias {@code out} elements, or {@code null} for none
 * @param stride pixels between two outputs along both axes, at least 1
 * @param padding zeros on each side of both axes, at least 0
 * @param activation f, {@link Activation#IDENTITY} or {@link Activation#RELU}, whose gradients
 *     follow from y alone
 */
public record Convolution(
    Tensor weight, Tensor bias, int stride, int padding, Activation activation) {
  public Convolution {
    if (weight.rank() != 4 || weight.size() == 0) {
      throw new IllegalArgumentException("weight must be [out, in, height, width], got " + weight);
    }
    if (bias != null && bias.size() != weight.extent(0)) {
      throw new IllegalArgumentException(
          "bias must have an element per output channel, " + weight.extent(0) + ", got " + bias);
    }
    if (stride < 1 || padding < 0) {
      throw new IllegalArgumentException(
          "stride must be >= 1 and padding >= 0, got " + stride + " and " + padding);
    }
    ImageActivations.require(activation);
  }

  public int inputs() {
    return weight.extent(1);
  }

  public int outputs() {
    return weight.extent(0);
  }

  /** Kernel extent along {@code axis} of an image: 0 for its height, 1 for its width. */
  public int kernel(int axis) {
    return weight.extent(2 + axis);
  }

  /** Outputs along {@code axis} of an image of {@code extent} pixels there; below 1 for none. */
  public int outputExtent(int axis, int extent) {
    return Math.floorDiv(extent + 2 * padding - kernel(axis), stride) + 1;
  }
}
