package org.strideml.jobs.config;

import java.util.List;
import org.strideml.kernels.Activation;

/** An architecture as far as a configuration knows it; the data says the rest. */
public sealed interface ModelConfig {
  /**
   * @param hidden widths of the hidden layers, from the input on
   * @param activation after each hidden layer
   */
  record Mlp(List<Integer> hidden, Activation activation) implements ModelConfig {}

  /** Blocks, heads per block, width of the residual stream, positions. */
  record Gpt(int layers, int heads, int width, int context) implements ModelConfig {}
}
