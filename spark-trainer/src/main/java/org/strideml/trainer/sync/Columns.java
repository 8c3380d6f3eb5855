package org.strideml.trainer.sync;

import java.util.Arrays;
import java.util.List;

/** One coordinate of several vectors. */
final class Columns {
  private Columns() {}

  /** Ascending; what is not a number comes last. */
  static void sorted(List<float[]> vectors, int index, float[] column) {
    for (int k = 0; k < column.length; k++) {
      column[k] = vectors.get(k)[index];
    }
    Arrays.sort(column);
  }
}
