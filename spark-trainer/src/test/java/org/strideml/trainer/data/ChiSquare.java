package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/** Pearson's test of counts against equal shares. */
final class ChiSquare {
  // Seeds are fixed, so a test either always passes or never does; one in a million by chance.
  private static final double SIGNIFICANCE = 1e-6;

  private ChiSquare() {}

  static void assertUniform(String what, long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    double expected = (double) total / counts.length;
    double statistic = 0;
    for (long count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
    }
    var distribution = new ChiSquaredDistribution(counts.length - 1);
    assertThat(1 - distribution.cumulativeProbability(statistic))
        .as("p of %s: chi-square %.1f over %d bins", what, statistic, counts.length)
        .isGreaterThan(SIGNIFICANCE);
  }
}
