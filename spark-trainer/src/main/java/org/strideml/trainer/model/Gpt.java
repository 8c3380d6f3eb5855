package org.strideml.trainer.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;
import org.strideml.quantization.RandomKey;

/**
 * A decoder-only transformer of GPT-2's shape: learned positions, layer normalization before each
 * branch, tanh-GELU, an output layer that shares its weights with the token embedding.
 *
 * <p>Names, shapes and order of the parameters are those of Hugging Face's {@code GPT2LMHeadModel};
 * projections are stored in × out. Fresh weights are N(0, 0.02²), those that write into the
 * residual stream N(0, (0.02/√(2·layers))²); biases are 0, normalization weights 1 (Radford et al.,
 * 2019).
 *
 * @param layers blocks of attention and perceptron
 * @param heads attention heads per block
 * @param width channels; a multiple of {@code heads}
 * @param context most positions of a sequence
 * @param vocabulary number of tokens
 */
public record Gpt(int layers, int heads, int width, int context, int vocabulary) implements Model {
  /** Added to the variance by every layer normalization. */
  static final float LAYER_NORM_EPSILON = 1e-5f;

  static final String TOKENS = "transformer.wte.weight";
  static final String POSITIONS = "transformer.wpe.weight";
  static final String FINAL_NORM = "transformer.ln_f";

  private static final double INITIAL_DEVIATION = 0.02;
  private static final long INITIAL_WEIGHTS = 0x696e6974; // "init"

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
    Sizes.parameters(
        ((double) vocabulary + context + 2) * width + layers * (12.0 * width + 13) * width);
  }

  @Override
  public String type() {
    return "gpt";
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
  public Set<Operation> operations() {
    return EnumSet.allOf(Operation.class);
  }

  @Override
  public float[] initialParameters(long seed) {
    ParameterLayout layout = layout();
    float[] parameters = new float[layout.size()];
    List<ParameterSlice> slices = layout.slices();
    RandomKey root = RandomKey.of(seed).child(INITIAL_WEIGHTS);
    for (int tensor = 0; tensor < slices.size(); tensor++) {
      fill(slices.get(tensor), root.child(tensor), parameters);
    }
    return parameters;
  }

  private void fill(ParameterSlice slice, RandomKey key, float[] parameters) {
    double deviation = initialDeviation(slice);
    // Of the tensors with one axis only the normalizations' weights start at something but zero.
    float mean = slice.rank() == 1 && slice.name().endsWith(".weight") ? 1 : 0;
    for (int i = 0; i < slice.size(); i++) {
      parameters[slice.offset() + i] =
          deviation == 0 ? mean : (float) (deviation * key.gaussian(i));
    }
  }

  private double initialDeviation(ParameterSlice slice) {
    if (slice.rank() == 1) {
      return 0;
    }
    boolean intoResidual = slice.name().endsWith("c_proj.weight");
    return intoResidual ? INITIAL_DEVIATION / Math.sqrt(2.0 * layers) : INITIAL_DEVIATION;
  }

  @Override
  public Head head() {
    return Head.multiclass(vocabulary);
  }

  @Override
  public BatchShape batchShape() {
    return BatchShape.ofTokens(context);
  }

  @Override
  public Network build(Backend backend, int rows, boolean training) {
    return new GptNetwork(this, backend, rows, training);
  }
}
