package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;

/**
 * What was learned from the data before training — scaling, label names, vocabulary — and is saved
 * beside the model so that raw input can be scored later.
 */
public interface Preprocessing extends Serializable {
  /** Everything needed to build an equal object again. */
  ObjectNode toJson();

  /**
   * What 1 of each number a model predicts stands for in the data, where targets are scaled; empty
   * where they are not.
   */
  default double[] targetUnits() {
    return new double[0];
  }
}
