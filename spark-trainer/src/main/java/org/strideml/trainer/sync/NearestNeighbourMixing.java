package org.strideml.trainer.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Replaces every vector by the mean of the K − f nearest to it, itself included, and hands these to
 * another rule (Allouah et al., 2023). What is alike is pulled together, so that the rule behind it
 * does not take honest differences for faults.
 *
 * @param faulty workers f that may say anything; more than 2f must take part
 * @param rule that folds the mixtures
 */
public record NearestNeighbourMixing(int faulty, Aggregation rule) implements Aggregation {
  public NearestNeighbourMixing {
    Steps.require("faulty", faulty, 0);
  }

  @Override
  public String type() {
    return "nnm+" + rule.type();
  }

  @Override
  public Fold open(int length) {
    Fold folding = rule.open(length);
    return new Gathered(length) {
      @Override
      void fold(List<float[]> vectors, List<Long> rows, float[] target) {
        int count = vectors.size();
        requireMajority(type(), count, 2 * faulty + 1, faulty);
        for (int i = 0; i < count; i++) {
          folding.add(mixture(vectors, vectors.get(i), count - faulty), rows.get(i));
        }
        folding.finish(target);
      }
    };
  }

  private static float[] mixture(List<float[]> vectors, float[] center, int neighbours) {
    double[] distance =
        vectors.stream().mapToDouble(other -> Gathered.squaredDistance(center, other)).toArray();
    List<Integer> order = new ArrayList<>(IntStream.range(0, distance.length).boxed().toList());
    order.sort(Comparator.comparingDouble(i -> distance[i]));
    double[] sum = new double[center.length];
    for (int k = 0; k < neighbours; k++) {
      float[] near = vectors.get(order.get(k));
      for (int i = 0; i < sum.length; i++) {
        sum[i] += near[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / neighbours);
    }
    return mean;
  }
}
