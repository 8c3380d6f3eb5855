package org.strideml.trainer.sync;

import java.util.List;

/** By coordinate the median; of an even number, the mean of the middle two. */
public record CoordinateMedian() implements Aggregation {
  @Override
  public String type() {
    return "median";
  }

  @Override
  public Fold open(int length) {
    return new Gathered(length) {
      @Override
      void fold(List<float[]> vectors, List<Long> rows, float[] target) {
        int count = vectors.size();
        float[] column = new float[count];
        for (int i = 0; i < target.length; i++) {
          Columns.sorted(vectors, i, column);
          float upper = column[count / 2];
          target[i] =
              count % 2 == 1 ? upper : (float) (((double) column[count / 2 - 1] + upper) / 2);
        }
      }
    };
  }
}
