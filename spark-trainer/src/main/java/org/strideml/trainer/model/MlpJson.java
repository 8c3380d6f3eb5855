package org.strideml.trainer.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.strideml.kernels.Activation;

/**
 * An {@link Mlp} as JSON: {@code {"model_type": "stride-mlp", "inputs": 8, "categories": [3, 7],
 * "embedding_width": 4, "hidden": [16, 12], "activations": ["relu", "tanh"], "norm": false,
 * "residual": false, "dropout": 0.1, "task": "multiclass", "outputs": 5}}.
 */
final class MlpJson {
  static final String TYPE = "stride-mlp";

  private MlpJson() {}

  static ObjectNode toJson(Mlp mlp) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("model_type", TYPE);
    config.put("inputs", mlp.inputs());
    ArrayNode categories = config.putArray("categories");
    mlp.embeddings().categories().forEach(categories::add);
    config.put("embedding_width", mlp.embeddings().width());
    ArrayNode hidden = config.putArray("hidden");
    ArrayNode activations = config.putArray("activations");
    for (Mlp.Hidden layer : mlp.hidden()) {
      hidden.add(layer.size());
      activations.add(layer.activation().name().toLowerCase(Locale.ROOT));
    }
    config.put("norm", mlp.block().norm());
    config.put("residual", mlp.block().residual());
    // The shortest decimal of the float, not the float's expansion in double.
    config.put("dropout", Double.parseDouble(Float.toString(mlp.block().dropout())));
    Models.put(config, mlp.head());
    return config;
  }

  static Mlp fromJson(JsonNode config) {
    JsonNode sizes = Models.array(config, "hidden");
    JsonNode activations = Models.array(config, "activations");
    if (sizes.size() != activations.size()) {
      throw new IllegalArgumentException(
          String.format(
              "activations must be as many as hidden layers, %d, got %d",
              sizes.size(), activations.size()));
    }
    List<Mlp.Hidden> hidden = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      hidden.add(
          new Mlp.Hidden(
              Models.integer("hidden[" + i + "]", sizes.get(i)),
              Models.choice(activations.get(i), "activations", Activation.class)));
    }
    List<Integer> categories = new ArrayList<>();
    for (JsonNode count : Models.array(config, "categories")) {
      categories.add(Models.integer("categories", count));
    }
    return new Mlp(
        Models.integer(config, "inputs"),
        new Mlp.Embeddings(categories, Models.integer(config, "embedding_width")),
        hidden,
        new Mlp.Block(flag(config, "norm"), flag(config, "residual"), dropout(config)),
        Models.head(config));
  }

  private static boolean flag(JsonNode config, String field) {
    JsonNode value = config.path(field);
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(field + " must be true or false, got " + value);
    }
    return value.booleanValue();
  }

  private static float dropout(JsonNode config) {
    JsonNode value = config.path("dropout");
    if (!value.isNumber()) {
      throw new IllegalArgumentException("dropout must be a number, got " + value);
    }
    return value.floatValue();
  }
}
