package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.strideml.jobs.chart.Axis;
import org.strideml.jobs.chart.Chart;
import org.strideml.jobs.chart.Chart.Label;
import org.strideml.jobs.chart.Ink;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.sweep.result.Setting;

/** Training losses of a sweep's settings, over steps, bytes and time. */
final class SweepCurves {
  private static final int MOST = 64;
  private static final int NAMED = 4;
  private static final int TICKS = 4;
  private static final int ROOM = 16;
  private static final int LETTER = 6;
  private static final int MOST_ROOM = 150;

  private final SweepRecord sweep;

  /** One run and what it is called. */
  private record Curve(String name, RunRecord run) {}

  SweepCurves(SweepRecord sweep) {
    this.sweep = sweep;
  }

  private List<Curve> curves() {
    List<Curve> curves = new ArrayList<>();
    for (Setting setting : sweep.result().settings()) {
      Optional<RunRecord> run = sweep.runOf(setting).filter(one -> one.rounds() > 1);
      if (run.isPresent() && curves.size() < MOST) {
        curves.add(new Curve(sweep.name(setting), run.get()));
      }
    }
    return curves;
  }

  List<Svg> all() {
    List<Curve> curves = curves();
    if (curves.isEmpty()) {
      return List.of();
    }
    double seconds = most(curves.stream().map(curve -> curve.run.seconds()).toList());
    double bytes = most(curves.stream().map(curve -> curve.run.bytes()).toList());
    Units time = Units.ofSeconds(seconds);
    Units size = Units.ofBytes(bytes);
    List<Svg> charts = new ArrayList<>();
    charts.add(chart("over steps", "local steps per worker", curves, RunRecord::steps));
    charts.add(chart("over bytes", size.name() + " sent", curves, run -> size.of(run.bytes())));
    if (curves.stream().allMatch(curve -> curve.run.isAsynchronous())) {
      Units clock = Units.ofSeconds(most(curves.stream().map(curve -> curve.run.clock()).toList()));
      String title = clock.name() + " by the run's clock";
      charts.add(chart("by the clock", title, curves, run -> clock.of(run.clock())));
    }
    charts.add(chart("over time", time.name(), curves, run -> time.of(run.seconds())));
    return charts;
  }

  private interface Place {
    double[] of(RunRecord run);
  }

  private Svg chart(String name, String title, List<Curve> curves, Place place) {
    double[][] x = curves.stream().map(curve -> place.of(curve.run)).toArray(double[][]::new);
    double[][] y = curves.stream().map(curve -> curve.run.losses()).toArray(double[][]::new);
    Chart chart = new Chart(Axis.fromZero(title, TICKS, x), Axis.over("", TICKS, y).padded());
    boolean named = curves.size() <= NAMED;
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      Thinned curve = Thinned.of(x[i], y[i]);
      // Many curves are a crowd in which the order of the axes shows.
      Ink ink = named ? Ink.series(i) : Ink.ramp(0.3 + 0.7 * i / Math.max(1.0, x.length - 1.0));
      chart.line(ink, named ? 1 : 0.6, curve.x(), curve.y());
      labels.add(
          new Label(ink, chart.right(), RunPictures.lastFinite(curve.y()), curves.get(i).name));
    }
    if (named) {
      int longest = curves.stream().mapToInt(curve -> curve.name.length()).max().orElse(0);
      chart.roomRight(Math.min(MOST_ROOM, ROOM + LETTER * longest)).labels(labels);
    }
    return chart.svg("Training loss " + name);
  }

  private static double most(List<double[]> numbers) {
    return numbers.stream()
        .flatMapToDouble(one -> IntStream.range(0, one.length).mapToDouble(i -> one[i]))
        .max()
        .orElse(1);
  }
}
