package org.strideml.jobs.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What somebody expects of a sweep, written down before it is run: that the difference of a figure
 * between two settings, seed by seed, lies on one side of a margin.
 *
 * @param name short, for tables
 * @param says the expectation as a sentence
 * @param metric a figure of {@code summary.json}, or {@code bytes} both ways
 * @param setting points of which the best is meant, by the sweep's metric; at least one
 * @param against the same, of what is subtracted
 * @param times what is subtracted is multiplied with this first
 * @param side where the difference is expected
 * @param margin the number that {@code side} speaks of; NaN for {@link Side#SEEDS}
 * @param smallest size of the mean difference from which on anybody would care; 0 for any
 * @param exploratory whether it was stated after a first look at such results
 */
public record Expectation(
    String name,
    String says,
    String metric,
    List<Map<String, String>> setting,
    List<Map<String, String>> against,
    double times,
    Side side,
    double margin,
    double smallest,
    boolean exploratory) {

  /** Where a difference is expected. */
  public enum Side {
    ABOVE,
    BELOW,
    /** At most the margin away from 0. */
    WITHIN,
    /** At most as far from 0 as seeds of {@code against} deviate. */
    SEEDS
  }

  /** The name of the side in files. */
  public String word() {
    return side.name().toLowerCase(Locale.ROOT);
  }
}
