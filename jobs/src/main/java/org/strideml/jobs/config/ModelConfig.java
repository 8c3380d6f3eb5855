package org.strideml.jobs.config;

import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp.Block;
import org.strideml.trainer.model.Mlp.Embeddings;
import org.strideml.trainer.model.Mlp.Hidden;

/** An architecture as far as a configuration knows it; the data says the rest. */
public sealed interface ModelConfig {
  /**
   * @param hidden widths of the hidden layers, from the input on
   * @param activation after each hidden layer
   * @param block norm, residual and dropout
   * @param embeddingWidth of the vectors of categorical columns
   */
  record Mlp(List<Integer> hidden, Activation activation, Block block, int embeddingWidth)
      implements ModelConfig {

    /**
     * The architecture for rows of so many features and categorical columns.
     *
     * @param categories codes of each column
     */
    public org.strideml.trainer.model.Mlp model(int inputs, List<Integer> categories, Head head) {
      return new org.strideml.trainer.model.Mlp(
          inputs,
          categories.isEmpty() ? Embeddings.NONE : new Embeddings(categories, embeddingWidth),
          hidden.stream().map(size -> new Hidden(size, activation)).toList(),
          block,
          head);
    }
  }

  /** Blocks, heads per block, width of the residual stream, positions. */
  record Gpt(int layers, int heads, int width, int context) implements ModelConfig {}
}
