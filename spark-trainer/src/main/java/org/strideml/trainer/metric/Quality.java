package org.strideml.trainer.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model's predictions on held-out rows are worth.
 *
 * @param loss weighted mean over predictions
 * @param figures by name, in the order people read them
 * @param confusion weight of rows by true and predicted class; without rows when there is none
 * @param predictions one per row, or one per position for text
 */
public record Quality(
    double loss, Map<String, Double> figures, double[][] confusion, long predictions) {
  public Quality {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }
}
