package org.strideml.jobs.sweep.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction for many tests (A simple sequentially rejective multiple test procedure, 1979):
 * of m probabilities in ascending order the i-th, from 0, becomes the largest of (m − j) · p_j over
 * j ≤ i, at most 1.
 */
public final class Holm {
  private Holm() {}

  /** Corrected probabilities, in the given order; NaN stays and does not count. */
  public static double[] adjusted(double[] p) {
    List<Integer> ascending =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .toList();
    double[] adjusted = p.clone();
    double least = 0;
    for (int i = 0; i < ascending.size(); i++) {
      int test = ascending.get(i);
      least = Math.max(least, Math.min(1, (ascending.size() - i) * p[test]));
      adjusted[test] = least;
    }
    return adjusted;
  }
}
