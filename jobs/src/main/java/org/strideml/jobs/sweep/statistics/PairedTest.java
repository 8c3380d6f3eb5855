package org.strideml.jobs.sweep.statistics;

import org.apache.commons.math3.distribution.TDistribution;
import org.strideml.jobs.sweep.result.Estimate;

/**
 * Student's two-sided t-test of paired samples: whether the mean of the differences is 0.
 *
 * @param difference second minus first, with its confidence interval
 * @param t statistic, mean / (s / √n); NaN of fewer than two pairs or without spread
 * @param p probability of such a t if there were no difference; NaN when t is
 */
public record PairedTest(Estimate difference, double t, double p) {

  /**
   * Tests two samples.
   *
   * @param first one per pair
   * @param second in the same order
   */
  public static PairedTest of(double[] first, double[] second, double confidence) {
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = second[i] - first[i];
    }
    Estimate estimate = Estimates.of(differences, confidence);
    int n = first.length;
    if (n < 2 || estimate.deviation() == 0) {
      return new PairedTest(estimate, Double.NaN, Double.NaN);
    }
    double t = estimate.mean() / (estimate.deviation() / Math.sqrt(n));
    double p = 2 * new TDistribution(n - 1).cumulativeProbability(-Math.abs(t));
    return new PairedTest(estimate, t, p);
  }
}
