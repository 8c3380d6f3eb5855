package org.strideml.trainer.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@link Cnn} and {@link ResNet} as JSON, for {@link Models}: {@code {"model_type": "stride-cnn",
 * "channels": 1, "height": 28, "width": 28, "layers": [{"type": "conv", "channels": 32, "kernel":
 * 3, "stride": 1, "padding": 1, "norm": "group", "groups": 8}, {"type": "max-pool", "window": 2}],
 * "hidden": [128], "task": "multiclass", "outputs": 10}} and {@code {"model_type": "stride-resnet",
 * "channels": 3, "height": 32, "width": 32, "blocks": 3, "base_width": 16, "norm": "batch",
 * "groups": 0, "classes": 10}}.
 */
final class ImageModels {
  static final String CNN = "stride-cnn";
  static final String RESNET = "stride-resnet";
  private static final String CONV = "conv";
  private static final String MAX_POOL = "max-pool";
  private static final String AVERAGE_POOL = "average-pool";

  private ImageModels() {}

  static ObjectNode toJson(Cnn cnn) {
    ObjectNode json = shape(CNN, cnn.input());
    ArrayNode layers = json.putArray("layers");
    for (Cnn.Layer layer : cnn.layers()) {
      ObjectNode node = layers.addObject();
      if (layer instanceof Cnn.Conv conv) {
        node.put("type", CONV)
            .put("channels", conv.channels())
            .put("kernel", conv.kernel())
            .put("stride", conv.stride())
            .put("padding", conv.padding());
        put(node, conv.norm());
      } else {
        Cnn.Pool pool = (Cnn.Pool) layer;
        node.put("type", pool.type() == Cnn.PoolType.MAX ? MAX_POOL : AVERAGE_POOL)
            .put("window", pool.window());
      }
    }
    ArrayNode hidden = json.putArray("hidden");
    cnn.hidden().forEach(hidden::add);
    Models.put(json, cnn.head());
    return json;
  }

  static Cnn cnnFromJson(JsonNode json) {
    List<Cnn.Layer> layers = new ArrayList<>();
    for (JsonNode node : Models.array(json, "layers")) {
      String type = Models.text(node, "type");
      layers.add(
          switch (type) {
            case CONV ->
                new Cnn.Conv(
                    Models.integer(node, "channels"),
                    Models.integer(node, "kernel"),
                    Models.integer(node, "stride"),
                    Models.integer(node, "padding"),
                    norm(node));
            case MAX_POOL -> new Cnn.Pool(Cnn.PoolType.MAX, Models.integer(node, "window"));
            case AVERAGE_POOL -> new Cnn.Pool(Cnn.PoolType.AVERAGE, Models.integer(node, "window"));
            default ->
                throw new IllegalArgumentException(
                    "layers must be of conv, max-pool, average-pool, got " + type);
          });
    }
    List<Integer> hidden = new ArrayList<>();
    for (JsonNode size : Models.array(json, "hidden")) {
      hidden.add(Models.integer("hidden", size));
    }
    return new Cnn(shape(json), layers, hidden, Models.head(json));
  }

  static ObjectNode toJson(ResNet net) {
    ObjectNode json = shape(RESNET, net.input());
    json.put("blocks", net.blocks()).put("base_width", net.width());
    put(json, net.norm());
    Models.put(json, net.head());
    return json;
  }

  static ResNet resNetFromJson(JsonNode json) {
    return new ResNet(
        shape(json),
        Models.integer(json, "blocks"),
        Models.integer(json, "base_width"),
        norm(json),
        Models.head(json));
  }

  private static ObjectNode shape(String type, ImageShape shape) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model_type", type)
        .put("channels", shape.channels())
        .put("height", shape.height())
        .put("width", shape.width());
  }

  private static ImageShape shape(JsonNode json) {
    return new ImageShape(
        Models.integer(json, "channels"),
        Models.integer(json, "height"),
        Models.integer(json, "width"));
  }

  private static void put(ObjectNode json, Normalization norm) {
    json.put("norm", norm.type().name().toLowerCase(Locale.ROOT)).put("groups", norm.groups());
  }

  private static Normalization norm(JsonNode json) {
    var type = Models.choice(json.path("norm"), "norm", Normalization.Type.class);
    return new Normalization(type, Models.integer(json, "groups"));
  }
}
