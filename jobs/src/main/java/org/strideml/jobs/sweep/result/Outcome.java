package org.strideml.jobs.sweep.result;

/**
 * What came of an expectation that was stated before: setting less {@code times} against, seed by
 * seed.
 *
 * @param name of the expectation
 * @param says the expectation as a sentence
 * @param metric the figure that is compared
 * @param setting number of the setting; 0 when there is none with that figure
 * @param against number of the one that is subtracted
 * @param times what is subtracted was multiplied with this first
 * @param side where the difference was expected: above, below or within {@code margin} (of 0), or
 *     seeds: within the deviation of {@code against} over seeds, which is the margin then
 * @param smallest size of the mean difference from which on it is of interest
 * @param exploratory whether it was stated after a first look
 * @param pairs seeds that both have done
 * @param difference their mean
 * @param low lower end of the difference's confidence interval, by Student's t; NaN of fewer than
 *     two pairs
 * @param high upper end
 * @param verdict see {@link Verdict}
 */
public record Outcome(
    String name,
    String says,
    String metric,
    int setting,
    int against,
    double times,
    String side,
    double margin,
    double smallest,
    boolean exploratory,
    int pairs,
    double difference,
    double low,
    double high,
    Verdict verdict) {

  /** Whether the difference is on the expected side but of a size that is of no interest. */
  public boolean tooSmall() {
    return verdict == Verdict.REPRODUCED && Math.abs(difference) < smallest;
  }
}
