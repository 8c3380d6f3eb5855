package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import org.strideml.trainer.data.table.TablePreprocessing;

/** Reads what {@link Preprocessing#toJson} wrote. */
public final class Preprocessings {
  /** Version of all kinds of preprocessing that are written. */
  public static final int VERSION = 1;

  private Preprocessings() {}

  /**
   * The preprocessing an object describes.
   *
   * @throws DataException when it is of another version or type, or damaged
   */
  public static Preprocessing fromJson(JsonNode json) {
    int version = intOf(json, "version");
    if (version != VERSION) {
      throw wrong("version", Integer.toString(VERSION), Integer.toString(version));
    }
    String type = textOf(json, "type");
    try {
      return switch (type) {
        case ImagePreprocessing.TYPE -> ImagePreprocessing.fromJson(json);
        case TextPreprocessing.TYPE -> TextPreprocessing.fromJson(json);
        case TablePreprocessing.TYPE -> TablePreprocessing.fromJson(json);
        case LibsvmPreprocessing.TYPE -> LibsvmPreprocessing.fromJson(json);
        default -> throw wrong("type", "image, libsvm, table or text", type);
      };
    } catch (IllegalArgumentException e) {
      throw new DataException("preprocessing", "values that fit together", e.getMessage(), REMEDY);
    }
  }

  private static final String REMEDY = "the model's file is damaged or of another version";

  static int intOf(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isInt()) {
      throw wrong(name, "a whole number", describe(value));
    }
    return value.intValue();
  }

  static double doubleOf(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isNumber()) {
      throw wrong(name, "a number", describe(value));
    }
    return value.doubleValue();
  }

  static String textOf(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw wrong(name, "a text", describe(value));
    }
    return value.textValue();
  }

  private static String describe(JsonNode value) {
    return value.isMissingNode() ? "nothing" : value.toString();
  }

  private static DataException wrong(String name, String expected, String got) {
    return new DataException("preprocessing." + name, expected, got, REMEDY);
  }
}
