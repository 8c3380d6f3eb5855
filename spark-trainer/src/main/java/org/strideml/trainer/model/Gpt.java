package org.strideml.trainer.model;

import java.util.List;

/**
 * A decoder-only transformer of GPT-2's shape: learned positions, layer normalization before each
 * branch, tanh-GELU, an output layer that shares its weights with the token embedding.
 *
 * <p>Names, shapes and order of the parameters are those of Hugging Face's {@code GPT2LMHeadModel};
 * projections are stored in × out. {@link InitialWeights} says how fresh weights are drawn.
 *
 * @param layers blocks of attention and perceptron
 * @param heads attention heads per block
 * @param width channels; a multiple of {@code heads}
 * @param context most positions of a sequence
 * @param vocabulary number of tokens
 * @param dropout see {@link LanguageModel#dropout}; {@code embd_pdrop} and {@code resid_pdrop} of
 *     GPT-2
 */
public record Gpt(int layers, int heads, int width, int context, int vocabulary, float dropout)
    implements LanguageModel {
  /** Added to the variance by every layer normalization. */
  public static final float LAYER_NORM_EPSILON = 1e-5f;

  static final String TOKENS = "transformer.wte.weight";
  static final String POSITIONS = "transformer.wpe.weight";
  static final String FINAL_NORM = "transformer.ln_f";

  public Gpt {
    Sizes.positive("layers", layers);
    Sizes.positive("heads", heads);
    Sizes.positive("width", width);
    Sizes.positive("context", context);
    Sizes.positive("vocabulary", vocabulary);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width must be a multiple of heads, got width " + width + " and " + heads + " heads");
    }
    Sizes.share("dropout", dropout);
    Sizes.parameters(
        ((double) vocabulary + context + 2) * width + layers * (12.0 * width + 13) * width);
  }

  /** Without dropout. */
  public Gpt(int layers, int heads, int width, int context, int vocabulary) {
    this(layers, heads, width, context, vocabulary, 0);
  }

  @Override
  public String type() {
    return "gpt";
  }

  @Override
  public int hidden() {
    return 4 * width;
  }

  @Override
  public Gpt withoutDropout() {
    return new Gpt(layers, heads, width, context, vocabulary);
  }

  @Override
  public Gpt withContext(int positions) {
    return new Gpt(layers, heads, width, positions, vocabulary, dropout);
  }

  /** Prefix of the names of a block's parameters. */
  static String blockName(int layer) {
    return "transformer.h." + layer + ".";
  }

  @Override
  public ParameterLayout layout() {
    ParameterLayout.Builder builder =
        ParameterLayout.builder().add(TOKENS, vocabulary, width).add(POSITIONS, context, width);
    for (int layer = 0; layer < layers; layer++) {
      String block = blockName(layer);
      addNorm(builder, block + "ln_1");
      addDense(builder, block + "attn.c_attn", width, 3 * width);
      addDense(builder, block + "attn.c_proj", width, width);
      addNorm(builder, block + "ln_2");
      addDense(builder, block + "mlp.c_fc", width, 4 * width);
      addDense(builder, block + "mlp.c_proj", 4 * width, width);
    }
    addNorm(builder, FINAL_NORM);
    return builder.build();
  }

  private void addNorm(ParameterLayout.Builder builder, String name) {
    builder.add(name + ".weight", width).add(name + ".bias", width);
  }

  private static void addDense(ParameterLayout.Builder builder, String name, int in, int out) {
    builder.add(name + ".weight", in, out).add(name + ".bias", out);
  }

  @Override
  public float[] initialParameters(long seed) {
    return InitialWeights.of(this, seed, List.of("c_proj.weight"));
  }
}
