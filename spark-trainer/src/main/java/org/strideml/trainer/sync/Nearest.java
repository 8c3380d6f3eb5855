package org.strideml.trainer.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Means over vectors that lie close to one of them. */
public final class Nearest {
  private Nearest() {}

  /**
   * The mean of the {@code count} vectors nearest to {@code center}, in double; of equally near
   * ones the first. What is no number is infinitely far away.
   */
  public static float[] mean(List<float[]> vectors, float[] center, int count) {
    double[] distance =
        vectors.stream().mapToDouble(other -> Gathered.squaredDistance(center, other)).toArray();
    List<Integer> order = new ArrayList<>(IntStream.range(0, distance.length).boxed().toList());
    order.sort(Comparator.comparingDouble(i -> distance[i]));
    double[] sum = new double[center.length];
    for (int k = 0; k < count; k++) {
      float[] near = vectors.get(order.get(k));
      for (int i = 0; i < sum.length; i++) {
        sum[i] += near[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / count);
    }
    return mean;
  }
}
