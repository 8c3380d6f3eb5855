package org.strideml.jobs.sweep.result;

/**
 * Two settings held against each other seed by seed: Student's paired t-test, two-sided.
 *
 * @param first number of a setting
 * @param second number of the other
 * @param metric what is compared
 * @param pairs seeds that both have done
 * @param difference mean of second minus first
 * @param low lower end of the difference's confidence interval; NaN of fewer than two pairs
 * @param high upper end
 * @param t statistic; NaN of fewer than two pairs or when all differences are the same
 * @param p probability of a difference at least as large if there were none; NaN when t is
 * @param adjusted p after Holm's correction for all comparisons of the same list
 */
public record Comparison(
    int first,
    int second,
    String metric,
    int pairs,
    double difference,
    double low,
    double high,
    double t,
    double p,
    double adjusted) {

  /** The same after correction. */
  public Comparison withAdjusted(double corrected) {
    return new Comparison(first, second, metric, pairs, difference, low, high, t, p, corrected);
  }
}
