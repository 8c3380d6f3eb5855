package org.strideml.jobs.sweep.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.strideml.jobs.config.Expectation;
import org.strideml.jobs.config.Expectation.Side;
import org.strideml.jobs.sweep.result.Estimate;
import org.strideml.jobs.sweep.result.Outcome;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.sweep.result.Verdict;

/**
 * Holds expectations against what came out. With s and a a figure of both settings under one seed,
 * d = s − times · a; the expectation is reproduced when the whole confidence interval of the mean
 * of d, mean ± t(n−1, (1 + confidence) / 2) · deviation / √n, lies on its side of the margin.
 */
public final class Judge {
  private final List<TrialResult> trials;
  private final List<Setting> settings;
  private final String metric;
  private final boolean lowerIsBetter;
  private final double confidence;

  /**
   * @param trials in order; a trial's number is its place, from 1
   * @param settings of these trials
   * @param metric says which of several settings is the best
   */
  public Judge(
      List<TrialResult> trials,
      List<Setting> settings,
      String metric,
      boolean lowerIsBetter,
      double confidence) {
    this.trials = trials;
    this.settings = settings;
    this.metric = metric;
    this.lowerIsBetter = lowerIsBetter;
    this.confidence = confidence;
  }

  /** What came of each. */
  public List<Outcome> outcomes(List<Expectation> expectations) {
    return expectations.stream().map(this::outcome).toList();
  }

  private Outcome outcome(Expectation expectation) {
    Optional<Setting> setting = best(expectation.setting());
    Optional<Setting> against = best(expectation.against());
    Map<Long, Double> first = bySeed(setting, expectation.metric());
    Map<Long, Double> second = bySeed(against, expectation.metric());
    List<Double> differences = new ArrayList<>();
    first.forEach(
        (seed, value) -> {
          if (second.containsKey(seed)) {
            differences.add(value - expectation.times() * second.get(seed));
          }
        });
    int n = differences.size();
    Estimate d =
        n == 0
            ? new Estimate(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
            : estimate(differences);
    double margin =
        expectation.side() == Side.SEEDS && second.size() > 1
            ? estimate(second.values()).deviation()
            : expectation.margin();
    return new Outcome(
        expectation.name(),
        expectation.says(),
        expectation.metric(),
        setting.map(Setting::number).orElse(0),
        against.map(Setting::number).orElse(0),
        expectation.times(),
        expectation.word(),
        margin,
        expectation.smallest(),
        expectation.exploratory(),
        n,
        d.mean(),
        d.low(),
        d.high(),
        verdict(expectation.side(), margin, d));
  }

  private Estimate estimate(java.util.Collection<Double> values) {
    return Estimates.of(values.stream().mapToDouble(Double::doubleValue).toArray(), confidence);
  }

  private static Verdict verdict(Side side, double margin, Estimate d) {
    if (d.n() < 2) {
      return Verdict.NOT_MEASURED;
    }
    boolean holds =
        switch (side) {
          case ABOVE -> d.low() > margin;
          case BELOW -> d.high() < margin;
          case WITHIN, SEEDS -> d.low() >= -margin && d.high() <= margin;
        };
    return holds ? Verdict.REPRODUCED : Verdict.NOT_REPRODUCED;
  }

  /** Of the settings at these points the one with the best mean. */
  private Optional<Setting> best(List<Map<String, String>> points) {
    Comparator<Setting> order = Comparator.comparingDouble(one -> one.mean(metric));
    return settings.stream()
        .filter(one -> points.contains(one.point()))
        .filter(one -> points.size() == 1 || Double.isFinite(one.mean(metric)))
        .min(lowerIsBetter ? order : order.reversed());
  }

  private Map<Long, Double> bySeed(Optional<Setting> setting, String figure) {
    Map<Long, Double> values = new TreeMap<>();
    setting.stream()
        .flatMap(one -> one.trials().stream())
        .map(number -> trials.get(number - 1))
        .filter(trial -> trial.status() == TrialStatus.DONE)
        .filter(trial -> Double.isFinite(trial.figure(figure)))
        .forEach(trial -> values.put(trial.seed(), trial.figure(figure)));
    return values;
  }
}
