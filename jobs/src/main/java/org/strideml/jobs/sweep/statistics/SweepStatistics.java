package org.strideml.jobs.sweep.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.strideml.jobs.sweep.result.Comparison;
import org.strideml.jobs.sweep.result.Estimate;
import org.strideml.jobs.sweep.result.Front;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;

/** Everything that is computed from the trials of a sweep. */
public final class SweepStatistics {
  private final String metric;
  private final boolean lowerIsBetter;
  private final double confidence;
  private final List<TrialResult> trials;
  private final List<Setting> settings;

  /**
   * @param trials in order; a trial's number is its place, from 1
   * @param metric the figure that says what is best
   * @param confidence of intervals, in (0, 1)
   */
  public SweepStatistics(
      List<TrialResult> trials, String metric, boolean lowerIsBetter, double confidence) {
    this.trials = List.copyOf(trials);
    this.metric = metric;
    this.lowerIsBetter = lowerIsBetter;
    this.confidence = confidence;
    this.settings = settings(trials, confidence);
  }

  private static List<Setting> settings(List<TrialResult> trials, double confidence) {
    Map<Map<String, String>, List<TrialResult>> byPoint = new LinkedHashMap<>();
    for (TrialResult trial : trials) {
      byPoint.computeIfAbsent(trial.point(), point -> new ArrayList<>()).add(trial);
    }
    List<Setting> settings = new ArrayList<>();
    byPoint.forEach(
        (point, same) ->
            settings.add(
                new Setting(
                    settings.size() + 1,
                    point,
                    same.stream().map(TrialResult::number).toList(),
                    figures(same, confidence))));
    return List.copyOf(settings);
  }

  private static Map<String, Estimate> figures(List<TrialResult> same, double confidence) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    same.stream()
        .filter(trial -> trial.status() == TrialStatus.DONE)
        .flatMap(trial -> trial.figures().entrySet().stream())
        .filter(figure -> Double.isFinite(figure.getValue()))
        .forEach(
            figure ->
                values
                    .computeIfAbsent(figure.getKey(), name -> new ArrayList<>())
                    .add(figure.getValue()));
    Map<String, Estimate> figures = new LinkedHashMap<>();
    values.forEach(
        (name, sample) ->
            figures.put(
                name,
                Estimates.of(
                    sample.stream().mapToDouble(Double::doubleValue).toArray(), confidence)));
    return figures;
  }

  /** Trials that differ in nothing but the seed, in the order of their first trial. */
  public List<Setting> settings() {
    return settings;
  }

  /**
   * The setting with the best mean of the metric, of those of which the most trials are done: a
   * mean over fewer seeds, because the others diverged or were ended early, is no better one.
   */
  public Optional<Setting> best() {
    int most = settings.stream().mapToInt(this::done).max().orElse(0);
    return settings.stream()
        .filter(setting -> most > 0 && done(setting) == most)
        .min(Comparator.comparingDouble(this::loss));
  }

  private int done(Setting setting) {
    Estimate estimate = setting.figures().get(metric);
    return estimate == null ? 0 : estimate.n();
  }

  /** The best trial of a setting. */
  public Optional<TrialResult> best(Setting setting) {
    return setting.trials().stream()
        .map(number -> trials.get(number - 1))
        .filter(trial -> isMeasured(trial))
        .min(Comparator.comparingDouble(trial -> sign() * trial.figure(metric)));
  }

  private boolean isMeasured(TrialResult trial) {
    return trial.status() == TrialStatus.DONE && Double.isFinite(trial.figure(metric));
  }

  private int sign() {
    return lowerIsBetter ? 1 : -1;
  }

  private double loss(Setting setting) {
    return sign() * setting.mean(metric);
  }

  /** Every other setting against the best one. */
  public List<Comparison> againstBest() {
    return best()
        .map(
            best ->
                compared(
                    settings.stream()
                        .filter(other -> other != best)
                        .map(other -> new Setting[] {best, other})
                        .toList()))
        .orElse(List.of());
  }

  /** Settings that differ in one key. */
  public List<Comparison> oneApart() {
    List<Setting[]> pairs = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      for (int j = i + 1; j < settings.size(); j++) {
        if (isOneApart(settings.get(i).point(), settings.get(j).point())) {
          pairs.add(new Setting[] {settings.get(i), settings.get(j)});
        }
      }
    }
    return compared(pairs);
  }

  private static boolean isOneApart(Map<String, String> one, Map<String, String> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream().filter(key -> !one.get(key).equals(other.get(key))).count() == 1;
  }

  /** Pairs without a seed in common are left out. */
  private List<Comparison> compared(List<Setting[]> pairs) {
    List<Comparison> tested = new ArrayList<>();
    for (Setting[] pair : pairs) {
      Map<Long, Double> first = bySeed(pair[0]);
      Map<Long, Double> second = bySeed(pair[1]);
      first.keySet().retainAll(second.keySet());
      second.keySet().retainAll(first.keySet());
      if (!first.isEmpty()) {
        PairedTest test = PairedTest.of(array(first), array(second), confidence);
        Estimate difference = test.difference();
        tested.add(
            new Comparison(
                pair[0].number(),
                pair[1].number(),
                metric,
                difference.n(),
                difference.mean(),
                difference.low(),
                difference.high(),
                test.t(),
                test.p(),
                Double.NaN));
      }
    }
    double[] adjusted = Holm.adjusted(tested.stream().mapToDouble(Comparison::p).toArray());
    List<Comparison> corrected = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      corrected.add(tested.get(i).withAdjusted(adjusted[i]));
    }
    return List.copyOf(corrected);
  }

  private Map<Long, Double> bySeed(Setting setting) {
    Map<Long, Double> values = new TreeMap<>();
    setting.trials().stream()
        .map(number -> trials.get(number - 1))
        .filter(this::isMeasured)
        .forEach(trial -> values.put(trial.seed(), trial.figure(metric)));
    return values;
  }

  private static double[] array(Map<Long, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The metric against bytes both ways, and against seconds of training. */
  public List<Front> fronts() {
    return List.of(
        ParetoFront.of(settings, this::loss, TrialResult.BYTES),
        ParetoFront.of(settings, this::loss, TrialResult.SECONDS));
  }
}
