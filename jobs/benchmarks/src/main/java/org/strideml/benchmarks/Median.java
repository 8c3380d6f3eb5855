package org.strideml.benchmarks;

import java.util.Arrays;

/** The middle of an odd number of values, the mean of the middle two of an even number. */
final class Median {
  private Median() {}

  static double of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the median needs at least one value, got none");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
