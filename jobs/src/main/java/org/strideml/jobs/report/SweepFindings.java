package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.strideml.jobs.sweep.result.Axis;
import org.strideml.jobs.sweep.result.Comparison;
import org.strideml.jobs.sweep.result.Estimate;
import org.strideml.jobs.sweep.result.Front;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.terminal.Figures;

/**
 * Sentences that say what follows from a sweep's figures. What rests on one seed says so; a
 * difference whose interval holds 0 is not called one.
 */
final class SweepFindings {
  private static final String PERIOD = "sync.period";
  private static final double SURE = 0.05;

  private final SweepRecord sweep;
  private final SweepResult result;
  private final Measure measure;
  private final List<Finding> findings = new ArrayList<>();

  private SweepFindings(SweepRecord sweep) {
    this.sweep = sweep;
    this.result = sweep.result();
    this.measure = sweep.measure();
  }

  static List<Finding> of(SweepRecord sweep) {
    SweepFindings findings = new SweepFindings(sweep);
    findings.ending();
    findings.best();
    findings.periods();
    findings.communication();
    findings.fronts();
    findings.troubles();
    return findings.findings;
  }

  private void say(String headline, String detail) {
    findings.add(new Finding(headline, detail));
  }

  private void ending() {
    long waiting = result.count(TrialStatus.WAITING) + result.count(TrialStatus.RUNNING);
    if (waiting > 0) {
      say(
          "The sweep has not ended: %d of %d trials are to come."
              .formatted(waiting, result.trials().size()),
          "The same command goes on where it stopped.");
    }
  }

  private void best() {
    if (result.found().isEmpty()) {
      return;
    }
    Setting best = result.setting(result.found().get().setting());
    Estimate estimate = best.figures().get(measure.figure());
    String detail;
    if (estimate == null || estimate.n() < 2) {
      detail = "One seed each: small differences may be luck. sweep.seeds = [1, 2, 3] tells.";
    } else {
      long worse =
          result.againstBest().stream()
              .filter(one -> one.metric().equals(measure.figure()) && one.adjusted() < SURE)
              .count();
      long others = sweep.measured().size() - 1L;
      detail =
          "Mean of %d seeds, %s to %s. Of %d other settings, %d are worse beyond doubt (paired by seed, Holm's correction, p < %s)."
              .formatted(
                  estimate.n(),
                  measure.text(estimate.low()),
                  measure.text(estimate.high()),
                  others,
                  worse,
                  SURE);
    }
    String name = sweep.name(best);
    say(
        "%s has the best %s, %s."
            .formatted(
                name.isEmpty() ? "The one setting" : name,
                measure.inText(),
                measure.text(best.mean(measure.figure()))),
        detail + " scripts/stride train " + sweep.folder().resolve(result.found().get().conf()));
  }

  /** What each longer period gained and cost, all else being as in the best setting. */
  private void periods() {
    Optional<Axis> axis = sweep.axes().stream().filter(one -> one.key().equals(PERIOD)).findFirst();
    if (axis.isEmpty() || result.found().isEmpty()) {
      return;
    }
    Setting best = result.setting(result.found().get().setting());
    List<Setting> along =
        axis.get().values().stream()
            .flatMap(value -> sweep.beside(best, PERIOD, value).stream())
            .sorted(
                java.util.Comparator.comparingDouble(
                    one -> Double.parseDouble(one.point().get(PERIOD))))
            .toList();
    for (int i = 1; i < along.size(); i++) {
      compare(along.get(i - 1), along.get(i));
    }
  }

  private void compare(Setting shorter, Setting longer) {
    double speed = shorter.mean(TrialResult.SECONDS) / longer.mean(TrialResult.SECONDS);
    double bytes = shorter.mean(TrialResult.BYTES) / longer.mean(TrialResult.BYTES);
    double from = shorter.mean(measure.figure());
    double to = longer.mean(measure.figure());
    Map<String, String> rest = sweep.varied(shorter.point());
    rest.remove(PERIOD);
    String where = rest.isEmpty() ? "" : "With " + sweep.names().of(rest) + ". ";
    say(
        String.format(
            Locale.ROOT,
            "sync.period = %s instead of %s was %.2f times as fast and sent %.2f times less, at %s.",
            longer.point().get(PERIOD),
            shorter.point().get(PERIOD),
            speed,
            bytes,
            measure.change(from, to)),
        where + sureness(shorter, longer));
  }

  private String sureness(Setting first, Setting second) {
    Optional<Comparison> comparison =
        Stream.concat(result.oneApart().stream(), result.againstBest().stream())
            .filter(one -> one.metric().equals(measure.figure()))
            .filter(
                one ->
                    one.first() == first.number() && one.second() == second.number()
                        || one.first() == second.number() && one.second() == first.number())
            .filter(one -> Double.isFinite(one.low()))
            .findFirst();
    return comparison
        .map(
            one ->
                one.low() <= 0 && one.high() >= 0
                    ? "Over %d seeds that change of quality may be chance (p = %.2g)."
                        .formatted(one.pairs(), one.p())
                    : "The change of quality holds over %d seeds (p = %.2g)."
                        .formatted(one.pairs(), one.p()))
        .orElseGet(
            () -> {
              int seeds = Math.min(seeds(first), seeds(second));
              return seeds > 1 ? "Means of %d seeds.".formatted(seeds) : "Of one seed.";
            });
  }

  private int seeds(Setting setting) {
    return setting.figures().get(measure.figure()).n();
  }

  /** Where the setting that synchronizes most often spent its time. */
  private void communication() {
    Optional<Setting> most =
        sweep.measured().stream()
            .filter(one -> sweep.runOf(one).isPresent())
            .min(
                java.util.Comparator.comparingDouble(
                    one -> sweep.runOf(one).orElseThrow().number(PERIOD)));
    if (most.isEmpty()) {
      return;
    }
    Phases phases = Phases.of(sweep.runOf(most.get()).orElseThrow());
    double share = phases.overhead() / phases.total();
    if (share >= RunFindings.NOTEWORTHY) {
      say(
          "With %s synchronizing took %s of the time."
              .formatted(sweep.name(most.get()), Figures.percent(share, 0)),
          "Coding %s, Spark %s."
              .formatted(
                  Figures.percent(phases.share(phases.encode()), 0),
                  Figures.percent(phases.share(phases.spark()), 0)));
    }
  }

  private void fronts() {
    for (Front front : result.fronts()) {
      List<Setting> settings = front.settings().stream().map(result::setting).toList();
      if (settings.size() > 1 && sweep.measured().size() > 2) {
        Setting cheapest = settings.get(0);
        Setting dearest = settings.get(settings.size() - 1);
        say(
            String.format(
                Locale.ROOT,
                "%s took %.2f times %s than %s, at %s.",
                sweep.name(cheapest),
                dearest.mean(front.cost()) / cheapest.mean(front.cost()),
                front.cost().equals(TrialResult.SECONDS) ? "less time" : "fewer bytes",
                sweep.name(dearest),
                measure.change(dearest.mean(measure.figure()), cheapest.mean(measure.figure()))),
            "These are the ends of the front of quality against %s; %d settings are on it."
                .formatted(
                    front.cost().equals(TrialResult.SECONDS) ? "time" : front.cost(),
                    settings.size()));
      }
    }
  }

  private void troubles() {
    List<TrialResult> bad =
        result.trials().stream()
            .filter(
                trial ->
                    List.of(TrialStatus.FAILED, TrialStatus.DIVERGED, TrialStatus.REFUSED)
                        .contains(trial.status()))
            .toList();
    if (!bad.isEmpty()) {
      say(
          "%d of %d trials did not come to a result.".formatted(bad.size(), result.trials().size()),
          bad.stream()
              .limit(5)
              .map(
                  trial ->
                      sweep.names().of(sweep.varied(trial.point()))
                          + ": "
                          + (trial.error().isEmpty() ? trial.status().word() : trial.error()))
              .collect(Collectors.joining(" · ")));
    }
  }
}
