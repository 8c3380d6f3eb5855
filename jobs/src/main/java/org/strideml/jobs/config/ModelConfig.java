package org.strideml.jobs.config;

import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.trainer.model.Cnn.Layer;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.ImageShape;
import org.strideml.trainer.model.LanguageModel;
import org.strideml.trainer.model.Mlp.Block;
import org.strideml.trainer.model.Mlp.Embeddings;
import org.strideml.trainer.model.Mlp.Hidden;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.model.Normalization;

/** An architecture as far as a configuration knows it; the data says the rest. */
public sealed interface ModelConfig {
  /**
   * The architecture for images of this shape.
   *
   * @throws IllegalArgumentException when it reads no images, or cannot read these
   */
  default Model forImages(ImageShape shape, Head head) {
    throw new IllegalArgumentException("this type of model reads no images");
  }

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

    @Override
    public Model forImages(ImageShape shape, Head head) {
      return model(shape.features(), List.of(), head);
    }
  }

  /**
   * @param layers convolutions and pools
   * @param hidden widths of the dense layers behind them
   */
  record Cnn(List<Layer> layers, List<Integer> hidden) implements ModelConfig {
    @Override
    public Model forImages(ImageShape shape, Head head) {
      return new org.strideml.trainer.model.Cnn(shape, layers, hidden, head);
    }
  }

  /** Blocks per stage, channels of the first stage, what follows a convolution. */
  record ResNet(int blocks, int channels, Normalization norm) implements ModelConfig {
    @Override
    public Model forImages(ImageShape shape, Head head) {
      return new org.strideml.trainer.model.ResNet(shape, blocks, channels, norm, head);
    }
  }

  /**
   * @param factors length of a factorization machine's vectors; 0 for a linear model
   */
  record Sparse(int factors) implements ModelConfig {}

  /** A language model; the tokenizer says how many tokens it knows. */
  sealed interface Decoder extends ModelConfig {
    int context();

    /** What its tokens are. */
    TokenizerName tokenizer();

    LanguageModel model(int vocabulary);
  }

  /** Names of tokenizers. */
  enum TokenizerName {
    CHARACTERS("character"),
    BYTES("byte"),
    GPT2("token");

    private final String unit;

    TokenizerName(String unit) {
      this.unit = unit;
    }

    /** What a token is, as {@link org.strideml.trainer.data.Tokenizer#unit}. */
    public String unit() {
      return unit;
    }
  }

  /** Of GPT-2's shape. */
  record Gpt(int layers, int heads, int width, int context, float dropout, TokenizerName tokenizer)
      implements Decoder {
    @Override
    public LanguageModel model(int vocabulary) {
      return new org.strideml.trainer.model.Gpt(layers, heads, width, context, vocabulary, dropout);
    }
  }

  /**
   * Of Llama's shape.
   *
   * @param hidden channels within a perceptron
   * @param tied whether output layer and embedding share their weights
   */
  record Llama(
      int layers,
      int heads,
      int width,
      int hidden,
      int context,
      boolean tied,
      float dropout,
      TokenizerName tokenizer)
      implements Decoder {
    @Override
    public LanguageModel model(int vocabulary) {
      return org.strideml.trainer.model.Llama.of(
              layers, heads, width, hidden, context, vocabulary, tied)
          .withDropout(dropout);
    }
  }
}
