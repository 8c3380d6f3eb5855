package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Head.Task;

/**
 * Sparse rows of numbered features with one label each.
 *
 * @param features F; the ids of a model are in [0, F)
 * @param firstIndex what id 0 is called in files: 0 or 1
 * @param task binary, multiclass or regression
 * @param labels the number in files that stands for each class, ascending; empty for regression
 */
public record LibsvmPreprocessing(int features, int firstIndex, Task task, List<Double> labels)
    implements Preprocessing {
  static final String TYPE = "libsvm";

  public LibsvmPreprocessing {
    labels = List.copyOf(labels);
    boolean fits =
        switch (task) {
          case BINARY -> labels.size() == 2;
          case MULTICLASS -> labels.size() >= 2;
          case REGRESSION -> labels.isEmpty();
          case MULTILABEL -> false;
        };
    if (features < 1 || (firstIndex & ~1) != 0 || !fits) {
      throw new IllegalArgumentException(
          "expected features >= 1, a first index of 0 or 1, and labels that fit the task, got %d, %d,"
                  .formatted(features, firstIndex)
              + " %s for %s".formatted(labels, task));
    }
    if (!labels.stream().sorted().distinct().toList().equals(labels)) {
      throw new IllegalArgumentException("labels must ascend, got " + labels);
    }
  }

  /** The head of a model that predicts these labels. */
  public Head head() {
    return switch (task) {
      case BINARY -> Head.binary();
      case MULTICLASS -> Head.multiclass(labels.size());
      default -> Head.regression(1);
    };
  }

  /** The class of a label; negative when there is none. */
  int classOf(double label) {
    return Collections.binarySearch(labels, label + 0.0);
  }

  /** A label as people write it: without a fraction when it has none. */
  public String labelText(int number) {
    double label = labels.get(number);
    return label == Math.rint(label) && Math.abs(label) < 1e9
        ? Long.toString((long) label)
        : Double.toString(label);
  }

  /** How packed rows become batches. */
  public LibsvmFormat format() {
    return new LibsvmFormat(task != Task.REGRESSION);
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", Preprocessings.VERSION)
        .put("type", TYPE)
        .put("features", features)
        .put("firstIndex", firstIndex)
        .put("task", task.name().toLowerCase(Locale.ROOT));
    ArrayNode numbers = json.putArray("labels");
    labels.forEach(numbers::add);
    return json;
  }

  static LibsvmPreprocessing fromJson(JsonNode json) {
    List<Double> labels = new ArrayList<>();
    json.path("labels").forEach(label -> labels.add(label.asDouble(Double.NaN)));
    return new LibsvmPreprocessing(
        Preprocessings.intOf(json, "features"),
        Preprocessings.intOf(json, "firstIndex"),
        Task.valueOf(Preprocessings.textOf(json, "task").toUpperCase(Locale.ROOT)),
        labels);
  }
}
