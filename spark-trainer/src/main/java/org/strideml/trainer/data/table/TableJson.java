package org.strideml.trainer.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.Preprocessings;

/** {@link TablePreprocessing} as JSON. */
final class TableJson {
  private static final String CLASSES = "classes";
  private static final String NUMBERS = "numbers";
  private static final String LABELS = "labels";

  private TableJson() {}

  static ObjectNode write(TablePreprocessing table) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", Preprocessings.VERSION)
            .put("type", TablePreprocessing.TYPE)
            .put("embedding", table.embedding());
    ArrayNode numeric = json.putArray("numeric");
    for (NumericColumn column : table.numeric()) {
      ObjectNode one = numeric.addObject().put("name", column.name());
      one.put("shift", column.shift()).put("scale", column.scale());
      if (!Double.isNaN(column.fill())) {
        one.put("fill", column.fill());
      }
      one.put("indicator", column.indicator());
    }
    ArrayNode text = json.putArray("text");
    for (TextColumn column : table.text()) {
      ObjectNode one = text.addObject().put("name", column.name());
      texts(one, "words", column.words());
      doubles(one, "weights", column.weights());
    }
    ArrayNode categorical = json.putArray("categorical");
    for (CategoricalColumn column : table.categorical()) {
      ObjectNode one = categorical.addObject().put("name", column.name());
      texts(one, "values", column.values());
      one.put("missing", column.missing());
    }
    write(table.target(), json.putObject("target"));
    return json;
  }

  private static void write(Target target, ObjectNode json) {
    if (target instanceof Target.Classes classes) {
      json.put("type", CLASSES).put("column", classes.column());
      texts(json, "names", classes.names());
    } else if (target instanceof Target.Numbers numbers) {
      json.put("type", NUMBERS);
      texts(json, "columns", numbers.columns());
      doubles(json, "shift", numbers.shift());
      doubles(json, "scale", numbers.scale());
    } else {
      json.put("type", LABELS);
      texts(json, "columns", target.columns());
    }
  }

  static TablePreprocessing read(JsonNode json) {
    return new TablePreprocessing(
        list(json, "numeric", TableJson::numeric),
        list(json, "text", TableJson::text),
        list(json, "categorical", TableJson::categorical),
        flag(json, "embedding"),
        target(json.path("target")));
  }

  private static NumericColumn numeric(JsonNode json) {
    return new NumericColumn(
        text(json, "name"),
        number(json, "shift"),
        number(json, "scale"),
        json.has("fill") ? number(json, "fill") : Double.NaN,
        flag(json, "indicator"));
  }

  private static TextColumn text(JsonNode json) {
    return new TextColumn(text(json, "name"), texts(json, "words"), doubles(json, "weights"));
  }

  private static CategoricalColumn categorical(JsonNode json) {
    return new CategoricalColumn(text(json, "name"), texts(json, "values"), flag(json, "missing"));
  }

  private static Target target(JsonNode json) {
    String type = text(json, "type");
    return switch (type) {
      case CLASSES -> new Target.Classes(text(json, "column"), texts(json, "names"));
      case NUMBERS ->
          new Target.Numbers(
              texts(json, "columns"), doubles(json, "shift"), doubles(json, "scale"));
      case LABELS -> new Target.Labels(texts(json, "columns"));
      default -> throw wrong("target.type", "classes, numbers or labels", type);
    };
  }

  private static void texts(ObjectNode json, String name, List<String> values) {
    values.forEach(json.putArray(name)::add);
  }

  private static void doubles(ObjectNode json, String name, List<Double> values) {
    values.forEach(json.putArray(name)::add);
  }

  private static <T> List<T> list(JsonNode json, String name, Function<JsonNode, T> reader) {
    JsonNode array = json.path(name);
    if (!array.isArray()) {
      throw wrong(name, "a list", describe(array));
    }
    List<T> values = new ArrayList<>(array.size());
    array.forEach(item -> values.add(reader.apply(item)));
    return values;
  }

  private static List<String> texts(JsonNode json, String name) {
    return list(json, name, item -> checked(name, "texts", item, item.isTextual()).textValue());
  }

  private static List<Double> doubles(JsonNode json, String name) {
    return list(json, name, item -> checked(name, "numbers", item, item.isNumber()).doubleValue());
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return checked(name, "a text", value, value.isTextual()).textValue();
  }

  private static double number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return checked(name, "a number", value, value.isNumber()).doubleValue();
  }

  private static boolean flag(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return checked(name, "true or false", value, value.isBoolean()).booleanValue();
  }

  private static JsonNode checked(String name, String expected, JsonNode value, boolean holds) {
    if (!holds) {
      throw wrong(name, expected, describe(value));
    }
    return value;
  }

  private static String describe(JsonNode value) {
    return value.isMissingNode() ? "nothing" : value.toString();
  }

  private static DataException wrong(String name, String expected, String got) {
    return new DataException(
        "preprocessing." + name,
        expected,
        got,
        "the model's file is damaged or of another version");
  }
}
