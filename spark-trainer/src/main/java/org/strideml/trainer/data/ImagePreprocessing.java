package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.strideml.trainer.model.ImageShape;

/**
 * Images of one size in a number of classes; a pixel enters a network as {@code (byte · scale −
 * mean) / deviation}, mean and deviation being those of its channel.
 *
 * @param channels of an image: 1 for grey, 3 for red, green, blue
 * @param rows of an image
 * @param columns of an image
 * @param classes labels are in [0, classes)
 * @param scale multiplies a pixel of 0 to 255
 * @param mean per channel, of scaled pixels
 * @param deviation per channel, of scaled pixels
 */
public record ImagePreprocessing(
    int channels,
    int rows,
    int columns,
    int classes,
    double scale,
    List<Double> mean,
    List<Double> deviation)
    implements Preprocessing {
  /** Maps pixels onto [0, 1]. */
  public static final double UNIT_SCALE = 1.0 / 255;

  static final String TYPE = "image";
  static final int MAX_PIXELS = 1 << 24;

  public ImagePreprocessing {
    if (channels < 1
        || rows < 1
        || columns < 1
        || (double) channels * rows * columns > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "an image must have 1 to %d pixels, got %d x %d x %d"
              .formatted(MAX_PIXELS, channels, rows, columns));
    }
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be >= 2, got " + classes);
    }
    if (!(Math.abs(scale) <= Float.MAX_VALUE) || (float) scale == 0) {
      throw new IllegalArgumentException("scale must be finite and not zero, got " + scale);
    }
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    boolean fits = mean.size() == channels && deviation.size() == channels;
    if (!fits
        || !mean.stream().allMatch(Double::isFinite)
        || !deviation.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "mean must hold a number and deviation a number above 0 for each of %d channels, got %s and %s"
              .formatted(channels, mean, deviation));
    }
  }

  /** Grey images, scaled only. */
  public ImagePreprocessing(int rows, int columns, int classes, double scale) {
    this(1, rows, columns, classes, scale, List.of(0.0), List.of(1.0));
  }

  /** Images of several channels, scaled only. */
  static ImagePreprocessing scaled(int channels, int rows, int columns, int classes) {
    return new ImagePreprocessing(
        channels,
        rows,
        columns,
        classes,
        UNIT_SCALE,
        Collections.nCopies(channels, 0.0),
        Collections.nCopies(channels, 1.0));
  }

  /** The same images with another mean and deviation per channel. */
  public ImagePreprocessing normalized(List<Double> mean, List<Double> deviation) {
    return new ImagePreprocessing(channels, rows, columns, classes, scale, mean, deviation);
  }

  /** Bytes of an image, the width of a row of features. */
  public int pixels() {
    return channels * rows * columns;
  }

  /** As a model sees an image. */
  public ImageShape shape() {
    return new ImageShape(channels, rows, columns);
  }

  /** How packed pixels become features, as they are. */
  public PixelFormat format() {
    return new PixelFormat(this, Augmentation.NONE);
  }

  /** How packed pixels become features in training. */
  public PixelFormat format(Augmentation augmentation) {
    return new PixelFormat(this, augmentation);
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", Preprocessings.VERSION)
            .put("type", TYPE)
            .put("channels", channels)
            .put("rows", rows)
            .put("columns", columns)
            .put("classes", classes)
            .put("scale", scale);
    ArrayNode means = json.putArray("mean");
    mean.forEach(means::add);
    ArrayNode deviations = json.putArray("deviation");
    deviation.forEach(deviations::add);
    return json;
  }

  /** Files without channels are those of grey images that are scaled only. */
  static ImagePreprocessing fromJson(JsonNode json) {
    int rows = Preprocessings.intOf(json, "rows");
    int columns = Preprocessings.intOf(json, "columns");
    int classes = Preprocessings.intOf(json, "classes");
    double scale = Preprocessings.doubleOf(json, "scale");
    if (!json.has("channels")) {
      return new ImagePreprocessing(rows, columns, classes, scale);
    }
    int channels = Preprocessings.intOf(json, "channels");
    return new ImagePreprocessing(
        channels, rows, columns, classes, scale, doubles(json, "mean"), doubles(json, "deviation"));
  }

  private static List<Double> doubles(JsonNode json, String name) {
    List<Double> values = new ArrayList<>();
    for (JsonNode value : json.path(name)) {
      values.add(value.isNumber() ? value.doubleValue() : Double.NaN);
    }
    return values;
  }
}
