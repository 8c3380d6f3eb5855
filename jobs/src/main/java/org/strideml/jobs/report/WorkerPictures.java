package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.strideml.jobs.chart.Axis;
import org.strideml.jobs.chart.Chart;
import org.strideml.jobs.chart.Chart.Anchor;
import org.strideml.jobs.chart.Chart.Label;
import org.strideml.jobs.chart.Ink;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.terminal.Figures;

/** Loss and time of each worker: apart while there are few, as a spread when there are many. */
final class WorkerPictures {
  private static final int FEW = 4;
  private static final int MOST_BARS = 12;
  private static final int ROOM = 72;
  private static final int BAR_HEIGHT = 24;
  private static final int BAR_MARGIN = 44;
  private static final int TICKS = 4;

  private final RunRecord run;

  WorkerPictures(RunRecord run) {
    this.run = run;
  }

  /** Training loss; empty when the file says nothing of workers. */
  Optional<Svg> losses() {
    double[][] losses = run.byWorker("loss");
    return losses.length == 0 ? Optional.empty() : Optional.of(losses(losses));
  }

  /** Time of local steps. */
  Optional<Svg> times() {
    double[] seconds = Medians.of(run.byWorker("computeSeconds"));
    return seconds.length == 0 ? Optional.empty() : Optional.of(times(seconds));
  }

  private Svg losses(double[][] losses) {
    Axis x = Axis.fromZero("local steps per worker", TICKS, run.steps());
    List<Thinned> curves = Arrays.stream(losses).map(one -> Thinned.of(run.steps(), one)).toList();
    double[][] shown = curves.stream().map(Thinned::y).toArray(double[][]::new);
    Axis y = Axis.over("", TICKS, shown).padded();
    Chart chart = new Chart(x, y).roomRight(ROOM);
    double end = RunRecord.last(run.steps());
    List<Label> labels = new ArrayList<>();
    if (losses.length <= FEW) {
      for (int worker = 0; worker < losses.length; worker++) {
        Thinned curve = curves.get(worker);
        Ink ink = Ink.series(worker);
        chart.line(ink, 0.8, curve.x(), curve.y());
        labels.add(new Label(ink, end, RunPictures.lastFinite(curve.y()), "worker " + worker));
      }
    } else {
      double[] at = curves.get(0).x();
      double[] low = across(shown, one -> one.min().orElse(Double.NaN));
      double[] high = across(shown, one -> one.max().orElse(Double.NaN));
      double[] mean = across(shown, one -> one.average().orElse(Double.NaN));
      chart.ribbon(Ink.BLUE, 0.25, at, low, high);
      chart.line(Ink.BLUE, at, mean);
      labels.add(new Label(Ink.BLUE, end, RunPictures.lastFinite(high), "highest"));
      labels.add(new Label(Ink.BLUE, end, RunPictures.lastFinite(mean), "mean"));
      labels.add(new Label(Ink.BLUE, end, RunPictures.lastFinite(low), "lowest"));
    }
    return chart.labels(labels).svg("Training loss by worker");
  }

  private interface Fold {
    double of(DoubleStream numbers);
  }

  private static double[] across(double[][] curves, Fold fold) {
    return IntStream.range(0, curves[0].length)
        .mapToDouble(
            i -> fold.of(Arrays.stream(curves).mapToDouble(c -> c[i]).filter(Double::isFinite)))
        .toArray();
  }

  /** Worker 0 on top. */
  private Svg times(double[] medians) {
    Units units = Units.ofSeconds(DoubleStream.of(medians).max().orElse(1));
    String title = "Median computing per round, " + units.name();
    if (medians.length > MOST_BARS) {
      return ranks(medians, units, title);
    }
    int last = medians.length - 1;
    List<String> names =
        IntStream.rangeClosed(0, last).mapToObj(i -> "worker " + (last - i)).toList();
    Chart chart =
        new Chart(Axis.fromZero("", TICKS, units.of(medians)), Axis.named("", names))
            .height(BAR_MARGIN + BAR_HEIGHT * medians.length)
            .roomRight(ROOM)
            .withoutGrid();
    for (int i = 0; i <= last; i++) {
      double median = medians[last - i];
      chart.block(Ink.BLUE, 0, units.of(median), i - 0.32, i + 0.32);
      chart.text(Ink.TEXT, Anchor.LEFT, units.of(median), i, Figures.count(units.of(median)));
    }
    return chart.svg(title);
  }

  /** All workers in order of their time. */
  private static Svg ranks(double[] medians, Units units, String title) {
    double[] sorted = units.of(DoubleStream.of(medians).sorted().toArray());
    double[] places = IntStream.rangeClosed(1, sorted.length).asDoubleStream().toArray();
    return new Chart(
            Axis.fromZero("workers, the fastest first", TICKS, places),
            Axis.fromZero("", TICKS, sorted).roomAbove(0.05))
        .roomRight(16)
        .points(Ink.BLUE, 0.7, places, sorted)
        .svg(title);
  }
}
