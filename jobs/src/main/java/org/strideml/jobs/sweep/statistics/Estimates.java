package org.strideml.jobs.sweep.statistics;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.strideml.jobs.sweep.result.Estimate;

/** Means with confidence intervals: mean ± t(n−1, (1 + confidence) / 2) · s / √n. */
public final class Estimates {
  private Estimates() {}

  /**
   * The estimate of a mean.
   *
   * @param values at least one
   * @param confidence in (0, 1)
   */
  public static Estimate of(double[] values, double confidence) {
    SummaryStatistics sample = new SummaryStatistics();
    for (double value : values) {
      sample.addValue(value);
    }
    double mean = sample.getMean();
    if (values.length < 2) {
      return new Estimate(values.length, mean, Double.NaN, Double.NaN, Double.NaN);
    }
    double deviation = sample.getStandardDeviation();
    double t =
        new TDistribution(values.length - 1).inverseCumulativeProbability((1 + confidence) / 2);
    double half = t * deviation / Math.sqrt(values.length);
    return new Estimate(values.length, mean, deviation, mean - half, mean + half);
  }
}
