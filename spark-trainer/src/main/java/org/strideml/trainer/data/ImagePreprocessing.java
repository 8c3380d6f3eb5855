package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Grey images of one size in a number of classes; a pixel enters a network as {@code byte · scale}.
 *
 * @param rows of an image
 * @param columns of an image
 * @param classes labels are in [0, classes)
 * @param scale multiplies a pixel of 0 to 255
 */
public record ImagePreprocessing(int rows, int columns, int classes, double scale)
    implements Preprocessing {
  /** Maps pixels onto [0, 1]. */
  public static final double UNIT_SCALE = 1.0 / 255;

  static final String TYPE = "image";
  static final int MAX_PIXELS = 1 << 24;

  public ImagePreprocessing {
    if (rows < 1 || columns < 1 || (long) rows * columns > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "an image must have 1 to " + MAX_PIXELS + " pixels, got " + rows + " x " + columns);
    }
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be >= 2, got " + classes);
    }
    if (!(Math.abs(scale) <= Float.MAX_VALUE) || (float) scale == 0) {
      throw new IllegalArgumentException("scale must be finite and not zero, got " + scale);
    }
  }

  /** Pixels of an image, the width of a row of features. */
  public int pixels() {
    return rows * columns;
  }

  /** How packed pixels become features. */
  public PixelFormat format() {
    return new PixelFormat(pixels(), scale);
  }

  @Override
  public ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", Preprocessings.VERSION)
        .put("type", TYPE)
        .put("rows", rows)
        .put("columns", columns)
        .put("classes", classes)
        .put("scale", scale);
  }

  static ImagePreprocessing fromJson(JsonNode json) {
    return new ImagePreprocessing(
        Preprocessings.intOf(json, "rows"),
        Preprocessings.intOf(json, "columns"),
        Preprocessings.intOf(json, "classes"),
        Preprocessings.doubleOf(json, "scale"));
  }
}
