package org.strideml.jobs.sweep.result;

import java.util.List;
import java.util.Map;

/**
 * Trials that differ in nothing but the seed.
 *
 * @param number in the sweep's order, from 1
 * @param point value by key, in the order of the axes
 * @param trials their numbers
 * @param figures over those that are done, by name; empty when none is
 */
public record Setting(
    int number, Map<String, String> point, List<Integer> trials, Map<String, Estimate> figures) {

  /** Mean of a figure; NaN when there is none. */
  public double mean(String name) {
    Estimate estimate = figures.get(name);
    return estimate == null ? Double.NaN : estimate.mean();
  }
}
