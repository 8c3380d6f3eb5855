package org.strideml.trainer.sync;

import java.util.Arrays;
import java.util.List;

/**
 * The one vector that is closest to its neighbours (Blanchard et al., 2017): the score of worker i
 * is the sum of squared distances to its K − f − 2 nearest others, and the lowest score wins, on a
 * tie the lower worker number.
 *
 * @param faulty workers f that may say anything; at least 2f + 3 must take part
 */
public record Krum(int faulty) implements Aggregation {
  public Krum {
    Steps.require("faulty", faulty, 0);
  }

  @Override
  public String type() {
    return "krum";
  }

  @Override
  public Fold open(int length) {
    return new Gathered(length) {
      @Override
      void fold(List<float[]> vectors, List<Long> rows, float[] target) {
        int count = vectors.size();
        requireMajority(type(), count, 2 * faulty + 3, faulty);
        int best = 0;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
          double score = score(vectors, i);
          if (score < lowest) {
            lowest = score;
            best = i;
          }
        }
        System.arraycopy(vectors.get(best), 0, target, 0, target.length);
      }

      private double score(List<float[]> vectors, int worker) {
        double[] distances = new double[vectors.size()];
        for (int j = 0; j < distances.length; j++) {
          distances[j] = squaredDistance(vectors.get(worker), vectors.get(j));
        }
        // Its own distance to itself is not among the neighbours'.
        distances[worker] = Double.NEGATIVE_INFINITY;
        Arrays.sort(distances);
        double sum = 0;
        for (int j = 1; j <= vectors.size() - faulty - 2; j++) {
          sum += distances[j];
        }
        return sum;
      }
    };
  }
}
