package org.strideml.jobs.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.strideml.jobs.config.Resolved;
import org.strideml.jobs.run.Curves;
import org.strideml.jobs.run.RunFolder;
import org.strideml.jobs.run.Summary;

/**
 * A run as its folder tells it, finished or not. Arrays have one element per round, or per
 * evaluation where their name says so; numbers that a file lacks are NaN.
 */
final class RunRecord {
  private final RunFolder folder;
  private final Map<String, String> settings;
  private final Map<String, String> changed;
  private final Optional<Summary> summary;
  private final Curves curves;
  private final double[] seconds;
  private final double[] bytes;

  private RunRecord(RunFolder folder) {
    this.folder = folder;
    this.settings = Resolved.valuesIn(folder.settings());
    this.changed = Resolved.changedIn(folder.settings());
    this.summary =
        Files.exists(folder.summary())
            ? Optional.of(Summary.read(folder.summary()))
            : Optional.empty();
    this.curves = Curves.read(folder.metrics());
    this.seconds = sums(curves.ofRounds("roundSeconds"));
    double[] up = curves.ofRounds("bytesUp");
    double[] down = curves.ofRounds("bytesDown");
    this.bytes = sums(IntStream.range(0, up.length).mapToDouble(i -> up[i] + down[i]).toArray());
  }

  /** What lies in a run's folder. */
  static RunRecord read(Path folder) {
    return new RunRecord(RunFolder.existing(folder));
  }

  String name() {
    return folder.path().toAbsolutePath().normalize().getFileName().toString();
  }

  Path folder() {
    return folder.path();
  }

  /** What was set, defaults included. */
  Map<String, String> settings() {
    return settings;
  }

  /** What was set otherwise than by default. */
  Map<String, String> changedSettings() {
    return changed;
  }

  String setting(String key) {
    return settings.getOrDefault(key, "");
  }

  /** A setting as a number; NaN when it is none. */
  double number(String key) {
    try {
      return Double.parseDouble(setting(key));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Empty while the run goes on, or when it was killed. */
  Optional<Summary> summary() {
    return summary;
  }

  /** Whether workers do not wait for each other. */
  boolean isAsynchronous() {
    return setting("sync.mode").startsWith("async") && number("sync.workers") >= 1;
  }

  /** Time by the run's own clock at the end of every round; NaN when it has none. */
  double[] clock() {
    return curves.ofRounds("clockSeconds");
  }

  /** How many results each worker has brought. */
  double[] resultsByWorker() {
    return Arrays.stream(byWorker("rows"))
        .mapToDouble(rows -> Arrays.stream(rows).filter(Double::isFinite).count())
        .toArray();
  }

  /** A figure of the summary; NaN when there is none. */
  double figure(String name) {
    return summary.map(one -> one.number(name)).orElse(Double.NaN);
  }

  Curves curves() {
    return curves;
  }

  /** A number by worker and round; NaN where a worker was not part of a round. */
  double[][] byWorker(String name) {
    double[][] workers = curves.ofWorkers("worker");
    double[][] values = curves.ofWorkers(name);
    int count = 1 + (int) Arrays.stream(workers).flatMapToDouble(Arrays::stream).max().orElse(-1);
    double[][] byWorker = new double[count][rounds()];
    Arrays.stream(byWorker).forEach(one -> Arrays.fill(one, Double.NaN));
    for (int round = 0; round < rounds(); round++) {
      for (int i = 0; i < workers[round].length; i++) {
        byWorker[(int) workers[round][i]][round] = values[round][i];
      }
    }
    return byWorker;
  }

  int rounds() {
    return seconds.length;
  }

  double[] steps() {
    return curves.ofRounds("step");
  }

  /** Of training since the start: whole rounds, without evaluations and pauses. */
  double[] seconds() {
    return seconds;
  }

  /** Encoded, sent both ways since the start. */
  double[] bytes() {
    return bytes;
  }

  double[] losses() {
    return curves.ofRounds("loss");
  }

  /** A number of every evaluation, NaN where it has none. */
  double[] evaluations(String name) {
    return curves.ofEvaluations(name);
  }

  /** Where evaluations lie on an axis of rounds; 0 for one before the first round. */
  double[] atEvaluations(double[] ofRounds) {
    double[] rounds = curves.ofRounds("round");
    return Arrays.stream(curves.ofEvaluations("round"))
        .map(
            round -> {
              int i = Arrays.binarySearch(rounds, round);
              return i >= 0 ? ofRounds[i] : round == 0 ? 0 : Double.NaN;
            })
        .toArray();
  }

  /** Local steps of the warm-up; 0 for none. */
  double warmupSteps() {
    double steps = number("schedule.warmupSteps");
    double epochs = number("schedule.warmupEpochs");
    if (steps > 0 || !(epochs > 0) || rounds() == 0) {
      return steps > 0 ? steps : 0;
    }
    double[] passes = curves.ofRounds("epoch");
    int last = rounds() - 1;
    return passes[last] > 0 ? epochs * steps()[last] / passes[last] : 0;
  }

  /** The figure that says best how good the model is. */
  Measure measure() {
    return Measure.of(name -> Arrays.stream(evaluations(name)).anyMatch(Double::isFinite));
  }

  static double last(double[] numbers) {
    return numbers.length == 0 ? Double.NaN : numbers[numbers.length - 1];
  }

  private static double[] sums(double[] numbers) {
    double sum = 0;
    double[] sums = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      sum += Double.isFinite(numbers[i]) ? numbers[i] : 0;
      sums[i] = sum;
    }
    return sums;
  }
}
