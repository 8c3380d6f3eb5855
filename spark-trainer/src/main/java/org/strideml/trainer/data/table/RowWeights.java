package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.util.List;

/**
 * What a training row's loss is multiplied with: {@code scale · w · c}, where w is the row's own
 * weight and c that of its class; the scale makes the mean over the training rows 1.
 *
 * @param column the column with w; empty when all rows weigh the same
 * @param classes c per class; empty when there is none
 * @param scale above 0
 */
public record RowWeights(String column, List<Double> classes, double scale)
    implements Serializable {
  /** All rows weigh 1. */
  public static final RowWeights NONE = new RowWeights("", List.of(), 1);

  public RowWeights {
    classes = List.copyOf(classes);
    if (!(scale > 0 && scale <= Cells.LARGEST)) {
      throw new IllegalArgumentException("the mean weight must be above 0, got scale " + scale);
    }
  }

  /** Whether all rows weigh 1. */
  public boolean isNone() {
    return column.isEmpty() && classes.isEmpty();
  }

  /** A row's own weight. */
  static double checked(double weight, String column) throws BadRowException {
    if (weight < 0) {
      throw new BadRowException(column, "a weight of at least 0", Double.toString(weight));
    }
    return weight;
  }

  double of(double own, int label) {
    return scale * own * (classes.isEmpty() ? 1 : classes.get(label));
  }
}
