package org.strideml.jobs.sweep;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.jobs.config.SweepConfig;
import org.strideml.jobs.config.SweepConfig.Trial;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.sweep.result.Axis;
import org.strideml.jobs.sweep.result.Best;
import org.strideml.jobs.sweep.result.Ledger;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.SweepFile;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.sweep.statistics.Judge;
import org.strideml.jobs.sweep.statistics.SweepStatistics;

/** How all trials of a sweep stand, and the files that say so. Any thread may call. */
final class SweepRecord {
  static final String BEST = "best.conf";

  /** By one of these a folder is known to be a sweep's. */
  static final List<String> FILES = List.of(".lock", SweepFile.NAME, Ledger.NAME);

  private static final Logger LOG = LoggerFactory.getLogger(SweepRecord.class);

  private final SweepConfig sweep;
  private final String code;
  private final Map<Integer, String> prints;
  private final List<TrialResult> trials = new ArrayList<>();
  private Ledger ledger;
  private double secondsBefore;

  /**
   * @param code version of this program
   * @param prints of data, by trial; empty where there is none
   */
  SweepRecord(SweepConfig sweep, String code, Map<Integer, String> prints) {
    this.sweep = sweep;
    this.code = code;
    this.prints = Map.copyOf(prints);
    reload();
  }

  /** Takes what earlier starts have left. */
  synchronized void reload() {
    ledger = Ledger.open(sweep.dir());
    secondsBefore = secondsOfEarlierStarts();
    trials.clear();
    for (Trial trial : sweep.trials()) {
      TrialResult waiting = of(trial, TrialStatus.WAITING);
      trials.add(
          ledger
              .find(waiting.id())
              .filter(result -> result.status().isFinished())
              .map(result -> result.numbered(trial.number(), trial.point()))
              .orElse(waiting));
    }
  }

  private double secondsOfEarlierStarts() {
    try {
      return SweepFile.isIn(sweep.dir()) ? SweepFile.read(sweep.dir()).seconds() : 0;
    } catch (UncheckedIOException e) {
      // It follows from the ledger, but for this number, and is written anew.
      LOG.warn("{}; the seconds of earlier starts do not count", e.getMessage());
      return 0;
    }
  }

  /** A trial of which there is nothing to tell yet. */
  TrialResult of(Trial trial, TrialStatus status) {
    String hash = trial.config().map(config -> config.resolved().hash()).orElse("");
    String print = prints.getOrDefault(trial.number(), "");
    // What is refused has no hash, but is not the same as another that is.
    String id =
        TrialId.of(hash.isEmpty() ? trial.point().toString() + trial.seed() : hash, code, print);
    return new TrialResult(
        trial.number(),
        id,
        TrialId.folder(trial, id),
        trial.point(),
        trial.seed(),
        status,
        "",
        List.of(),
        hash,
        print,
        Map.of());
  }

  TrialResult refused(Trial trial) {
    return of(trial, TrialStatus.REFUSED)
        .ended(TrialStatus.REFUSED, String.join("; ", trial.problems()), List.of(), Map.of());
  }

  double secondsBefore() {
    return secondsBefore;
  }

  boolean knowsItsData() {
    return prints.values().stream().noneMatch(String::isEmpty);
  }

  synchronized List<TrialResult> trials() {
    return List.copyOf(trials);
  }

  /** What a start has to do, in order. */
  synchronized List<Trial> unfinished() {
    return sweep.trials().stream()
        .filter(trial -> !trials.get(trial.number() - 1).status().isFinished())
        .toList();
  }

  synchronized boolean isFinished() {
    return unfinished().isEmpty();
  }

  /** Notes how a trial stands; in the ledger, too, when it has ended. */
  synchronized void put(TrialResult result) {
    trials.set(result.number() - 1, result);
    TrialStatus status = result.status();
    if (status.isFinished() || status == TrialStatus.FAILED || status == TrialStatus.REFUSED) {
      ledger.add(result);
    }
  }

  /** Writes {@code sweep.json} and the tables and the configuration that are made from it. */
  synchronized void write(String status, double seconds) {
    SweepResult result = result(status, seconds);
    result.found().ifPresent(best -> writeBest(result, best));
    SweepTable.of(result).write(sweep.dir());
    SweepFile.write(sweep.dir(), result);
  }

  private void writeBest(SweepResult result, Best best) {
    Trial trial = sweep.trials().get(best.trial() - 1);
    Setting setting = result.setting(best.setting());
    String text =
        "# The best of sweep %s: %s, %s.%n# scripts/stride train %s%n%s"
            .formatted(
                sweep.name(),
                ShortNames.named(setting.point()),
                SweepTable.shown(result, best.setting()),
                sweep.dir().resolve(BEST),
                trial.config().orElseThrow().resolved().render());
    text = text.replaceFirst("run\\.name = .*", "run.name = \"" + sweep.name() + "-best\"");
    AtomicFile.write(sweep.dir().resolve(BEST), text);
  }

  synchronized SweepResult result(String status, double seconds) {
    SweepStatistics statistics =
        new SweepStatistics(
            trials,
            sweep.objective().metric(),
            sweep.objective().lowerIsBetter(),
            sweep.confidence());
    Optional<Setting> best = statistics.best();
    return new SweepResult(
        sweep.name(),
        status,
        code,
        sweep.objective().metric(),
        sweep.objective().lowerIsBetter() ? "min" : "max",
        sweep.confidence(),
        seconds,
        axes(),
        trials(),
        statistics.settings(),
        statistics.againstBest(),
        statistics.oneApart(),
        statistics.fronts(),
        new Judge(
                trials,
                statistics.settings(),
                sweep.objective().metric(),
                sweep.objective().lowerIsBetter(),
                sweep.confidence())
            .outcomes(sweep.expectations()),
        best.flatMap(
                setting ->
                    statistics
                        .best(setting)
                        .map(trial -> new Best(setting.number(), trial.number(), BEST)))
            .orElse(null));
  }

  private List<Axis> axes() {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (Trial trial : sweep.trials()) {
      trial
          .point()
          .forEach(
              (key, value) ->
                  values.computeIfAbsent(key, axis -> new LinkedHashSet<>()).add(value));
    }
    for (Trial trial : sweep.trials()) {
      values
          .computeIfAbsent("run.seed", axis -> new LinkedHashSet<>())
          .add(Long.toString(trial.seed()));
    }
    return values.entrySet().stream()
        .map(entry -> new Axis(entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }
}
