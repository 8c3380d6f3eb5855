package org.strideml.jobs.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.strideml.jobs.config.ConfigReader;
import org.strideml.jobs.config.Expectation;
import org.strideml.jobs.config.Resolved;
import org.strideml.jobs.sweep.result.Axis;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.SweepFile;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.statistics.Judge;

/** A sweep as its folder tells it, finished or not. */
final class SweepRecord {
  static final String SEED = "run.seed";

  private final Path folder;
  private final SweepResult result;
  private final Measure measure;
  private final PointNames names;

  private SweepRecord(Path folder, SweepResult result) {
    this.folder = folder;
    this.result = result;
    this.measure = Measure.named(result.metric(), result.lowerIsBetter());
    this.names = new PointNames(axes().stream().map(Axis::key).toList());
  }

  static SweepRecord read(Path folder) {
    return new SweepRecord(folder, SweepFile.read(folder));
  }

  /** The same sweep held against other expectations. */
  SweepRecord expecting(List<Expectation> expectations) {
    Judge judge =
        new Judge(
            result.trials(),
            result.settings(),
            result.metric(),
            result.lowerIsBetter(),
            result.confidence());
    return new SweepRecord(folder, result.with(judge.outcomes(expectations)));
  }

  Path folder() {
    return folder;
  }

  SweepResult result() {
    return result;
  }

  Measure measure() {
    return measure;
  }

  PointNames names() {
    return names;
  }

  /** What is varied apart from seeds and takes more than one value. */
  List<Axis> axes() {
    return result.axes().stream()
        .filter(axis -> !axis.key().equals(SEED) && axis.values().size() > 1)
        .toList();
  }

  /** Those keys of a point that differ between settings. */
  Map<String, String> varied(Map<String, String> point) {
    Map<String, String> varied = new LinkedHashMap<>();
    axes().forEach(axis -> varied.put(axis.key(), point.getOrDefault(axis.key(), "-")));
    return varied;
  }

  String name(Setting setting) {
    return names.of(varied(setting.point()));
  }

  /** Settings with a figure for quality. */
  List<Setting> measured() {
    return result.settings().stream()
        .filter(setting -> Double.isFinite(setting.mean(measure.figure())))
        .toList();
  }

  /** Most seeds that a setting has done. */
  int seeds() {
    return measured().stream()
        .mapToInt(setting -> setting.figures().get(measure.figure()).n())
        .max()
        .orElse(0);
  }

  Path runOf(TrialResult trial) {
    return folder.resolve(trial.run());
  }

  /** The run of a setting's first trial; empty when there is none to read. */
  Optional<RunRecord> runOf(Setting setting) {
    return setting.trials().stream()
        .map(result::trial)
        .filter(trial -> !trial.run().isEmpty() && hasSettings(runOf(trial)))
        .findFirst()
        .map(trial -> RunRecord.read(runOf(trial)));
  }

  static boolean hasSettings(Path run) {
    return Files.isRegularFile(run.resolve(ConfigReader.RESOLVED_FILE));
  }

  /**
   * Settings in which trials differ, with the values they have, each with how many trials have it.
   */
  Map<String, Map<String, Integer>> differences() {
    List<Map<String, String>> configurations = new ArrayList<>();
    for (TrialResult trial : result.trials()) {
      if (!trial.run().isEmpty() && hasSettings(runOf(trial))) {
        configurations.add(Resolved.valuesIn(runOf(trial).resolve(ConfigReader.RESOLVED_FILE)));
      }
    }
    TreeSet<String> keys = new TreeSet<>();
    configurations.forEach(one -> keys.addAll(one.keySet()));
    keys.removeAll(List.of("run.dir", "run.name"));
    Map<String, Map<String, Integer>> differences = new LinkedHashMap<>();
    for (String key : keys) {
      Map<String, Integer> counts = new TreeMap<>(SweepRecord::compare);
      configurations.forEach(
          one -> counts.merge(one.getOrDefault(key, "not used"), 1, Integer::sum));
      if (counts.size() > 1) {
        differences.put(key, counts);
      }
    }
    return differences;
  }

  /** Numbers by size, others as text. */
  private static int compare(String a, String b) {
    try {
      int order = Double.compare(Double.parseDouble(a), Double.parseDouble(b));
      return order != 0 ? order : a.compareTo(b);
    } catch (NumberFormatException e) {
      return a.compareTo(b);
    }
  }

  /** The setting at a point that has this value for one key and otherwise those of another's. */
  Optional<Setting> beside(Setting setting, String key, String value) {
    Map<String, String> wanted = new LinkedHashMap<>(setting.point());
    wanted.put(key, value);
    return measured().stream().filter(one -> Objects.equals(one.point(), wanted)).findFirst();
  }
}
