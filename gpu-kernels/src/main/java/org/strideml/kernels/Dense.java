package org.strideml.kernels;

/**
 * A dense layer's parameters: y = f(x·W + b).
 *
 * @param weight {@code in × out} when {@code layout} is {@link Layout#IN_OUT} (as GPT-2 stores it),
 *     {@code out × in} when {@link Layout#OUT_IN} (as PyTorch's Linear stores it)
 * @param bias {@code out} elements, or {@code null} for none
 * @param layout how {@code weight} is stored
 * @param activation f
 */
public record Dense(Tensor weight, Tensor bias, Layout layout, Activation activation) {
  /** Order of a weight matrix's axes. */
  public enum Layout {
    IN_OUT,
    OUT_IN
  }

  public Dense {
    if (weight.rank() != 2) {
      throw new IllegalArgumentException("weight must be a matrix, got " + weight);
    }
    int out = layout == Layout.IN_OUT ? weight.extent(1) : weight.extent(0);
    if (bias != null && bias.size() != out) {
      throw new IllegalArgumentException(
          "bias must have as many elements as the layer has outputs, " + out + ", got " + bias);
    }
  }

  public int inputs() {
    return layout == Layout.IN_OUT ? weight.extent(0) : weight.extent(1);
  }

  public int outputs() {
    return layout == Layout.IN_OUT ? weight.extent(1) : weight.extent(0);
  }
}
