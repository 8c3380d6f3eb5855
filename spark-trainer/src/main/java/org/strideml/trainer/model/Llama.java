package org.strideml.trainer.model;

import java.util.List;

/**
 * A decoder-only transformer of Llama's shape: rotary positions, RMS normalization before each
 * branch, gated perceptrons (SwiGLU), no biases (Touvron et al., 2023). Every head has keys of its
 * own.
 *
 * <p>Names, shapes and order of the parameters are those of Hugging Face's {@code
 * LlamaForCausalLM}; projections are stored out × in. {@link InitialWeights} says how fresh weights
 * are drawn.
 *
 * @param layers blocks of attention and perceptron
 * @param heads attention heads per block
 * @param width channels; an even multiple of {@code heads}
 * @param hidden channels within a perceptron
 * @param context most positions of a sequence
 * @param vocabulary number of tokens
 * @param tied whether the output layer shares its weights with the token embedding
 * @param rotaryBase base of the rotary frequencies
 * @param epsilon added to the mean square by every normalization
 * @param dropout see {@link LanguageModel#dropout}
 */
public record Llama(
    int layers,
    int heads,
    int width,
    int hidden,
    int context,
    int vocabulary,
    boolean tied,
    double rotaryBase,
    float epsilon,
    float dropout)
    implements LanguageModel {
  /** What Hugging Face takes when nothing is said. */
  static final double ROTARY_BASE = 10_000;

  static final float EPSILON = 1e-6f;
  static final String TOKENS = "model.embed_tokens";
  static final String FINAL_NORM = "model.norm";
  static final String OUTPUT = "lm_head";

  public Llama {
    Sizes.positive("layers", layers);
    Sizes.positive("heads", heads);
    Sizes.positive("width", width);
    Sizes.positive("hidden", hidden);
    Sizes.positive("context", context);
    Sizes.positive("vocabulary", vocabulary);
    Sizes.share("dropout", dropout);
    if (width % heads != 0 || width / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "width must be an even multiple of heads, got width %d and %d heads"
              .formatted(width, heads));
    }
    if (!(rotaryBase > 0) || !(epsilon >= 0)) {
      throw new IllegalArgumentException(
          "rotaryBase must be > 0 and epsilon >= 0, got " + rotaryBase + " and " + epsilon);
    }
    Sizes.parameters(
        (double) vocabulary * width * (tied ? 1 : 2)
            + width
            + layers * (4.0 * width + 3.0 * hidden + 2) * width);
  }

  /** With the usual rotary base and epsilon, without dropout. */
  public static Llama of(
      int layers, int heads, int width, int hidden, int context, int vocabulary, boolean tied) {
    return new Llama(
        layers, heads, width, hidden, context, vocabulary, tied, ROTARY_BASE, EPSILON, 0);
  }

  /** The perceptron that has about as many weights as one of 4·width without a gate. */
  public static int usualHidden(int width) {
    int multiple = 8;
    return (8 * width / 3 + multiple - 1) / multiple * multiple;
  }

  @Override
  public String type() {
    return "llama";
  }

  @Override
  public Llama withoutDropout() {
    return withDropout(0);
  }

  @Override
  public Llama withContext(int positions) {
    return new Llama(
        layers, heads, width, hidden, positions, vocabulary, tied, rotaryBase, epsilon, dropout);
  }

  /** The same with another dropout. */
  public Llama withDropout(float rate) {
    return new Llama(
        layers, heads, width, hidden, context, vocabulary, tied, rotaryBase, epsilon, rate);
  }

  /** Prefix of the names of a block's parameters. */
  static String blockName(int layer) {
    return "model.layers." + layer + ".";
  }

  @Override
  public ParameterLayout layout() {
    ParameterLayout.Builder builder =
        ParameterLayout.builder().add(TOKENS + ".weight", vocabulary, width);
    for (int layer = 0; layer < layers; layer++) {
      String block = blockName(layer);
      for (String projection : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
        builder.add(block + "self_attn." + projection + ".weight", width, width);
      }
      builder.add(block + "mlp.gate_proj.weight", hidden, width);
      builder.add(block + "mlp.up_proj.weight", hidden, width);
      builder.add(block + "mlp.down_proj.weight", width, hidden);
      builder.add(block + "input_layernorm.weight", width);
      builder.add(block + "post_attention_layernorm.weight", width);
    }
    builder.add(FINAL_NORM + ".weight", width);
    if (!tied) {
      builder.add(OUTPUT + ".weight", vocabulary, width);
    }
    return builder.build();
  }

  @Override
  public float[] initialParameters(long seed) {
    return InitialWeights.of(this, seed, List.of("o_proj.weight", "down_proj.weight"));
  }
}
