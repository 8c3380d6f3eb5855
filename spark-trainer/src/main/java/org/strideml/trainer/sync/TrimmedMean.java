package org.strideml.trainer.sync;

import java.util.List;

/**
 * By coordinate, the mean of what is left when the {@code faulty} smallest and the {@code faulty}
 * largest values are taken away (Yin et al., 2018). Every worker counts the same.
 *
 * @param faulty workers f that may say anything; more than 2f must take part
 */
public record TrimmedMean(int faulty) implements Aggregation {
  public TrimmedMean {
    Steps.require("faulty", faulty, 0);
  }

  @Override
  public String type() {
    return "trimmed-mean";
  }

  @Override
  public Fold open(int length) {
    return new Gathered(length) {
      @Override
      void fold(List<float[]> vectors, List<Long> rows, float[] target) {
        int count = vectors.size();
        requireMajority(type(), count, 2 * faulty + 1, faulty);
        float[] column = new float[count];
        for (int i = 0; i < target.length; i++) {
          Columns.sorted(vectors, i, column);
          double sum = 0;
          for (int k = faulty; k < count - faulty; k++) {
            sum += column[k];
          }
          target[i] = (float) (sum / (count - 2 * faulty));
        }
      }
    };
  }
}
