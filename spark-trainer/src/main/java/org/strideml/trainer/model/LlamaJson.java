package org.strideml.trainer.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * {@link Llama} as the {@code config.json} of Hugging Face's {@code LlamaForCausalLM}. Any such
 * file is read whose network a {@link Llama} can be. Dropout, which that class has none of, is in a
 * field of its own, written only when there is any.
 */
final class LlamaJson {
  static final String TYPE = "llama";
  private static final String DROPOUT = "stride_dropout";

  private LlamaJson() {}

  static ObjectNode write(Llama llama) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("attention_bias", false);
    config.put("attention_dropout", 0.0);
    config.putNull("bos_token_id");
    config.putNull("eos_token_id");
    config.put("head_dim", llama.width() / llama.heads());
    config.put("hidden_act", "silu");
    config.put("hidden_size", llama.width());
    config.put("initializer_range", 0.02);
    config.put("intermediate_size", llama.hidden());
    config.put("max_position_embeddings", llama.context());
    config.put("mlp_bias", false);
    config.put("model_type", TYPE);
    config.put("num_attention_heads", llama.heads());
    config.put("num_hidden_layers", llama.layers());
    config.put("num_key_value_heads", llama.heads());
    config.put("pretraining_tp", 1);
    config.put("rms_norm_eps", Models.shortest(llama.epsilon()));
    config.putNull("rope_scaling");
    config.put("rope_theta", llama.rotaryBase());
    if (llama.dropout() > 0) {
      config.put(DROPOUT, Models.shortest(llama.dropout()));
    }
    config.put("tie_word_embeddings", llama.tied());
    config.put("torch_dtype", "float32");
    config.put("vocab_size", llama.vocabulary());
    return config;
  }

  static Llama read(JsonNode config) {
    Models.require(config, "hidden_act", "silu", Set.of("silu"));
    Models.require(config, "attention_bias", "false", Set.of("false"));
    Models.require(config, "mlp_bias", "false", Set.of("false"));
    int width = Models.integer(config, "hidden_size");
    int heads = Models.integer(config, "num_attention_heads");
    same(config, "num_key_value_heads", heads);
    same(config, "head_dim", heads == 0 ? 0 : width / heads);
    return new Llama(
        Models.integer(config, "num_hidden_layers"),
        heads,
        width,
        Models.integer(config, "intermediate_size"),
        Models.integer(config, "max_position_embeddings"),
        Models.integer(config, "vocab_size"),
        config.path("tie_word_embeddings").asBoolean(false),
        rotaryBase(config),
        (float) config.path("rms_norm_eps").asDouble(Llama.EPSILON),
        (float) config.path(DROPOUT).asDouble(0));
  }

  private static void same(JsonNode config, String field, int expected) {
    if (config.hasNonNull(field) && Models.integer(config, field) != expected) {
      throw new IllegalArgumentException(
          field + " must be null or " + expected + ", got " + config.get(field));
    }
  }

  /** Older files have the base beside the rest, newer ones among {@code rope_parameters}. */
  private static double rotaryBase(JsonNode config) {
    for (String field : new String[] {"rope_scaling", "rope_parameters"}) {
      JsonNode parameters = config.path(field);
      String type = parameters.path("rope_type").asText(parameters.path("type").asText("default"));
      if (!type.equals("default")) {
        throw new IllegalArgumentException(
            field + " must be null or of the type default, got " + parameters);
      }
    }
    JsonNode base = config.path("rope_parameters").path("rope_theta");
    return config.path("rope_theta").asDouble(base.asDouble(Llama.ROTARY_BASE));
  }
}
