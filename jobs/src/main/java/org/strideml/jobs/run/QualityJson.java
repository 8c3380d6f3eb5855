package org.strideml.jobs.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.strideml.trainer.metric.Quality;

/**
 * What predictions are worth, as JSON: {@code evalLoss}, figures such as {@code accuracy}, {@code
 * rows} (predictions made), and {@code confusion}, rows of true by predicted class, where there are
 * at most {@value #MAX_CONFUSED}. Numbers that do not exist are null.
 */
public final class QualityJson {
  private static final int MAX_CONFUSED = 20;

  private QualityJson() {}

  public static ObjectNode of(Quality quality) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "evalLoss", quality.loss());
    quality.figures().forEach((name, value) -> put(node, name, value));
    node.put("rows", quality.predictions());
    double[][] confusion = quality.confusion();
    if (confusion.length > 0 && confusion.length <= MAX_CONFUSED) {
      ArrayNode truths = node.putArray("confusion");
      for (double[] row : confusion) {
        ArrayNode predicted = truths.addArray();
        for (double weight : row) {
          if (weight == Math.rint(weight)) {
            predicted.add((long) weight);
          } else {
            predicted.add(weight);
          }
        }
      }
    }
    return node;
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
