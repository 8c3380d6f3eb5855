package org.strideml.trainer.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Models as JSON, the {@code config.json} of a saved model.
 *
 * <p>A {@link Gpt} is written as Hugging Face's {@code GPT2LMHeadModel} reads it, and any such file
 * is read whose network a {@link Gpt} can be; what would change the numbers is refused, the rest
 * ignored; {@code resid_pdrop} is its dropout. A {@link Llama} likewise, see {@link LlamaJson}. An
 * {@link Mlp} has a small form of its own: {@code {"model_type": "stride-mlp", "inputs": 8,
 * "hidden": [16, 12], "activations": ["relu", "tanh"], "task": "multiclass", "outputs": 5}}. A
 * {@link SparseModel} is {@code {"model_type": "stride-sparse", "features": 100, "factors": 0,
 * "task": "binary", "outputs": 1}}. Image models have theirs in {@link ImageModels}.
 */
public final class Models {
  private static final String GPT = "gpt2";
  private static final String SPARSE = "stride-sparse";

  private Models() {}

  /** Always the same fields in the same order. */
  public static ObjectNode toJson(Model model) {
    if (model instanceof Gpt gpt) {
      return toJson(gpt);
    }
    if (model instanceof Llama llama) {
      return LlamaJson.write(llama);
    }
    if (model instanceof Mlp mlp) {
      return MlpJson.toJson(mlp);
    }
    if (model instanceof SparseModel sparse) {
      return toJson(sparse);
    }
    if (model instanceof Cnn cnn) {
      return ImageModels.toJson(cnn);
    }
    if (model instanceof ResNet net) {
      return ImageModels.toJson(net);
    }
    throw new IllegalArgumentException(
        "no saved form is known for a model of type " + model.type());
  }

  /**
   * The model a {@code config.json} describes.
   *
   * @throws IllegalArgumentException naming the field that is missing, of the wrong type or not
   *     supported
   */
  public static Model fromJson(JsonNode config) {
    String type = text(config, "model_type");
    return switch (type) {
      case GPT -> gptFromJson(config);
      case LlamaJson.TYPE -> LlamaJson.read(config);
      case MlpJson.TYPE -> MlpJson.fromJson(config);
      case SPARSE ->
          new SparseModel(integer(config, "features"), integer(config, "factors"), head(config));
      case ImageModels.CNN -> ImageModels.cnnFromJson(config);
      case ImageModels.RESNET -> ImageModels.resNetFromJson(config);
      default ->
          throw new IllegalArgumentException(
              "model_type must be one of %s, got %s"
                  .formatted(
                      List.of(
                          GPT,
                          LlamaJson.TYPE,
                          MlpJson.TYPE,
                          SPARSE,
                          ImageModels.CNN,
                          ImageModels.RESNET),
                      type));
    };
  }

  private static ObjectNode toJson(Gpt gpt) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("activation_function", "gelu_new");
    config.putArray("architectures").add("GPT2LMHeadModel");
    config.put("attn_pdrop", 0.0);
    config.putNull("bos_token_id");
    config.put("embd_pdrop", shortest(gpt.dropout()));
    config.putNull("eos_token_id");
    config.put("initializer_range", 0.02);
    config.put("layer_norm_epsilon", shortest(Gpt.LAYER_NORM_EPSILON));
    config.put("model_type", GPT);
    config.put("n_ctx", gpt.context());
    config.put("n_embd", gpt.width());
    config.put("n_head", gpt.heads());
    config.putNull("n_inner");
    config.put("n_layer", gpt.layers());
    config.put("n_positions", gpt.context());
    config.put("resid_pdrop", shortest(gpt.dropout()));
    config.put("scale_attn_by_inverse_layer_idx", false);
    config.put("scale_attn_weights", true);
    config.put("tie_word_embeddings", true);
    config.put("torch_dtype", "float32");
    config.put("vocab_size", gpt.vocabulary());
    return config;
  }

  private static Gpt gptFromJson(JsonNode config) {
    require(config, "activation_function", "gelu_new", Set.of("gelu_new", "gelu_pytorch_tanh"));
    require(config, "tie_word_embeddings", "true", Set.of("true"));
    require(config, "scale_attn_weights", "true", Set.of("true"));
    require(config, "scale_attn_by_inverse_layer_idx", "false", Set.of("false"));
    require(config, "add_cross_attention", "false", Set.of("false"));
    double epsilon = config.path("layer_norm_epsilon").asDouble(Gpt.LAYER_NORM_EPSILON);
    if ((float) epsilon != Gpt.LAYER_NORM_EPSILON) {
      throw new IllegalArgumentException(
          "layer_norm_epsilon must be " + Gpt.LAYER_NORM_EPSILON + ", got " + epsilon);
    }
    int width = integer(config, "n_embd");
    if (config.hasNonNull("n_inner") && integer(config, "n_inner") != 4L * width) {
      throw new IllegalArgumentException(
          "n_inner must be null or 4 n_embd = " + 4L * width + ", got " + config.get("n_inner"));
    }
    return new Gpt(
        integer(config, "n_layer"),
        integer(config, "n_head"),
        width,
        integer(config, "n_positions"),
        integer(config, "vocab_size"),
        (float) config.path("resid_pdrop").asDouble(0));
  }

  /** The shortest decimal of a float, not the float's expansion in double. */
  static double shortest(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  /** An absent field means {@code standard}, as it does for Hugging Face. */
  static void require(JsonNode config, String field, String standard, Set<String> supported) {
    String value = config.hasNonNull(field) ? config.get(field).asText() : standard;
    if (!supported.contains(value)) {
      throw new IllegalArgumentException(
          field + " must be one of " + new TreeSet<>(supported) + ", got " + value);
    }
  }

  private static ObjectNode toJson(SparseModel model) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("model_type", SPARSE);
    config.put("features", model.features());
    config.put("factors", model.factors());
    put(config, model.head());
    return config;
  }

  /** Writes what {@link #head} reads. */
  static void put(ObjectNode config, Head head) {
    config.put("task", head.task().name().toLowerCase(Locale.ROOT));
    config.put("outputs", head.outputs());
  }

  static Head head(JsonNode config) {
    return new Head(
        choice(config.path("task"), "task", Head.Task.class), integer(config, "outputs"));
  }

  /** A constant by its name in lower case. */
  static <E extends Enum<E>> E choice(JsonNode value, String field, Class<E> type) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(value.asText()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s must be one of %s, got %s"
                        .formatted(
                            field,
                            List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT),
                            value.isMissingNode() ? "nothing" : value.asText())));
  }

  static String text(JsonNode config, String field) {
    if (!config.path(field).isTextual()) {
      throw new IllegalArgumentException(
          field + " must be a text, got " + config.path(field).toString());
    }
    return config.get(field).textValue();
  }

  static JsonNode array(JsonNode config, String field) {
    if (!config.path(field).isArray()) {
      throw new IllegalArgumentException(
          field + " must be an array, got " + config.path(field).toString());
    }
    return config.get(field);
  }

  static int integer(JsonNode config, String field) {
    return integer(field, config.path(field));
  }

  static int integer(String field, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(
          field
              + " must be a whole number, got "
              + (value.isMissingNode() ? "nothing" : value.toString()));
    }
    return value.intValue();
  }
}
