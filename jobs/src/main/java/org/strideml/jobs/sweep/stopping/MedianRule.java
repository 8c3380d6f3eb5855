package org.strideml.jobs.sweep.stopping;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.strideml.jobs.sweep.result.Rung;

/**
 * The median rule (Golovin et al., Google Vizier, 2017): a trial ends when its best value so far is
 * worse than the median of the other trials' means up to the same time. Asked at every evaluation
 * from {@code gracePeriod} on, of trials that have come as far, once there are {@code
 * minSamplesRequired} of them.
 */
public final class MedianRule implements StoppingRule {
  static final String NAME = "median";

  private final long gracePeriod;
  private final int minSamplesRequired;
  private final Map<String, NavigableMap<Long, Double>> losses = new LinkedHashMap<>();

  public MedianRule(long gracePeriod, int minSamplesRequired) {
    this.gracePeriod = gracePeriod;
    this.minSamplesRequired = minSamplesRequired;
  }

  @Override
  public synchronized Optional<Rung> report(String trial, long time, double loss) {
    losses.computeIfAbsent(trial, id -> new TreeMap<>()).put(time, loss);
    if (time < gracePeriod) {
      return Optional.empty();
    }
    double[] means =
        losses.entrySet().stream()
            .filter(other -> !other.getKey().equals(trial) && other.getValue().lastKey() >= time)
            .map(other -> mean(other.getValue().headMap(time, true)))
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    if (means.length < minSamplesRequired) {
      return Optional.empty();
    }
    double median = new Median().evaluate(means);
    double best =
        losses.get(trial).values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    return Optional.of(new Rung(NAME, 0, time, best, median, best <= median));
  }

  private static OptionalDouble mean(NavigableMap<Long, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).average();
  }
}
