package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.strideml.jobs.chart.Axis;
import org.strideml.jobs.chart.Chart;
import org.strideml.jobs.chart.Chart.Anchor;
import org.strideml.jobs.chart.Ink;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.terminal.Figures;

/**
 * What a run without waiting is about: when results came by its clock, how old they were, and who
 * brought them.
 */
final class StreamPictures {
  private static final int TICKS = 4;
  private static final int MOST_BARS = 12;
  private static final int MOST_AGES = 24;
  private static final int ROOM = 60;
  private static final int BAR_HEIGHT = 24;
  private static final int BAR_MARGIN = 44;

  private final RunRecord run;

  StreamPictures(RunRecord run) {
    this.run = run;
  }

  /** Empty unless the run is asynchronous. */
  List<Svg> all() {
    if (!run.isAsynchronous()) {
      return List.of();
    }
    return List.of(
        byWorker(run.resultsByWorker(), "Results by worker"),
        byWorker(stepsByWorker(), "Local steps by worker"),
        ages(),
        arrivals());
  }

  /** Rows of a worker's results in batches. */
  private double[] stepsByWorker() {
    double batch = run.number("train.batchSize");
    return Arrays.stream(run.byWorker("rows"))
        .mapToDouble(rows -> Phases.sum(rows) / batch)
        .toArray();
  }

  /** Worker 0 on top; all in order of their count when there are many. */
  private static Svg byWorker(double[] counts, String title) {
    int last = counts.length - 1;
    if (counts.length > MOST_BARS) {
      double[] sorted = DoubleStream.of(counts).sorted().toArray();
      double[] places = IntStream.rangeClosed(1, sorted.length).asDoubleStream().toArray();
      return new Chart(
              Axis.fromZero("workers, those with the fewest first", TICKS, places),
              Axis.fromZero("", TICKS, sorted).roomAbove(0.05))
          .roomRight(16)
          .points(Ink.BLUE, 0.7, places, sorted)
          .svg(title);
    }
    List<String> names =
        IntStream.rangeClosed(0, last).mapToObj(i -> "worker " + (last - i)).toList();
    Chart chart =
        new Chart(Axis.fromZero("", TICKS, counts), Axis.named("", names))
            .height(BAR_MARGIN + BAR_HEIGHT * counts.length)
            .roomRight(ROOM)
            .withoutGrid();
    for (int i = 0; i <= last; i++) {
      double count = counts[last - i];
      chart.block(Ink.BLUE, 0, count, i - 0.32, i + 0.32);
      chart.text(Ink.TEXT, Anchor.LEFT, count, i, Figures.count(Math.round(count)));
    }
    return chart.svg(title);
  }

  /** How many outer steps had results of which age. */
  private Svg ages() {
    TreeMap<Integer, Integer> counts = new TreeMap<>();
    double[] ages = run.curves().ofRounds("staleness");
    double oldest = DoubleStream.of(ages).filter(Double::isFinite).max().orElse(0);
    int wide = Math.max(1, (int) Math.ceil((oldest + 1) / MOST_AGES));
    DoubleStream.of(ages)
        .filter(Double::isFinite)
        .forEach(age -> counts.merge((int) Math.floor(age) / wide, 1, Integer::sum));
    double most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    int end = counts.isEmpty() ? 0 : counts.lastKey();
    Chart chart =
        new Chart(
                Axis.linear(
                    "outer steps since the worker began", -0.5, (end + 1) * wide - 0.5, TICKS),
                Axis.linear("", 0, most, TICKS).roomAbove(0.05))
            .roomRight(16);
    counts.forEach(
        (age, count) ->
            chart.block(
                Ink.BLUE,
                age * wide - 0.5 + 0.06 * wide,
                (age + 1) * wide - 0.5 - 0.06 * wide,
                0,
                count));
    return chart.svg("Results by age");
  }

  /** Which worker's result came when; of many results the last ones. */
  private Svg arrivals() {
    double[] clock = run.clock();
    double[][] workers = run.curves().ofWorkers("worker");
    int from = Math.max(0, clock.length - Thinned.POINTS);
    Units units = Units.ofSeconds(RunRecord.last(clock));
    List<Double> at = new ArrayList<>();
    List<Double> who = new ArrayList<>();
    for (int i = from; i < clock.length; i++) {
      for (double worker : workers[i]) {
        at.add(units.of(clock[i]));
        who.add(worker);
      }
    }
    double[] x = at.stream().mapToDouble(one -> one).toArray();
    double[] y = who.stream().mapToDouble(one -> one).toArray();
    return new Chart(
            Axis.over(units.name() + " by the clock", TICKS, x).padded(),
            Axis.fromZero("", TICKS, y).padded())
        .roomRight(16)
        .points(Ink.BLUE, 0.5, x, y)
        .svg(from > 0 ? "Worker by time, the last results" : "Worker by time of its results");
  }
}
