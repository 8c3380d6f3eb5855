package org.strideml.trainer.data.table;

import java.io.Serializable;

/**
 * A column of numbers; x becomes the feature {@code (x − shift) · scale}.
 *
 * @param fill stands for a missing number; NaN when none may be missing
 * @param indicator whether a second feature is 1 where a number is missing, else 0
 */
public record NumericColumn(String name, double shift, double scale, double fill, boolean indicator)
    implements Serializable {
  public NumericColumn {
    if (!Double.isFinite(shift) || !Double.isFinite(scale) || Double.isInfinite(fill)) {
      throw new IllegalArgumentException(
          "shift and scale of column %s must be finite, got %s and %s, fill %s"
              .formatted(name, shift, scale, fill));
    }
  }

  /** Features of this column. */
  public int width() {
    return indicator ? 2 : 1;
  }
}
