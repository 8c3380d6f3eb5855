package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.strideml.jobs.chart.Axis;
import org.strideml.jobs.chart.Chart;
import org.strideml.jobs.chart.Chart.Anchor;
import org.strideml.jobs.chart.Chart.Label;
import org.strideml.jobs.chart.Ink;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.terminal.Figures;

/** The charts of one run. */
final class RunPictures {
  private static final int LABEL_ROOM = 66;
  private static final int BAR_ROOM = 74;
  private static final int BAR_HEIGHT = 30;
  private static final int BAR_MARGIN = 40;
  private static final int TICKS = 4;
  private static final int ROUND_BARS = 36;

  /** From how many times the longest later bar on the first one is cut. */
  private static final double CUT = 2;

  private final RunRecord run;

  RunPictures(RunRecord run) {
    this.run = run;
  }

  /** Everything there is to draw; nothing before the first round. */
  List<Section> sections() {
    if (run.rounds() == 0) {
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    List<Svg> losses = new ArrayList<>();
    progress().forEach(progress -> losses.add(losses(progress)));
    sections.add(
        new Section(
            "Loss",
            "Training loss is the mean over a round's steps and workers; dots are evaluations on"
                + " held-out rows.",
            losses));
    Measure measure = run.measure();
    if (measure != Measure.LOSS) {
      List<Svg> quality = new ArrayList<>();
      progress().forEach(progress -> quality.add(quality(measure, progress)));
      sections.add(new Section(measure.title(), "On held-out rows.", quality));
    }
    List<Svg> streams = new StreamPictures(run).all();
    if (!streams.isEmpty()) {
      sections.add(
          new Section(
              "Without waiting",
              "Time is that of the run's clock. A result's age is how many outer steps others have made"
                  + " since its worker began.",
              streams));
    }
    Phases phases = Phases.of(run);
    WorkerPictures workers = new WorkerPictures(run);
    sections.add(
        new Section(
            "Where the time went",
            "Computing is local steps, coding is turning parameters into messages and back, waiting"
                + " is for the slowest worker, Spark is everything else: scheduling, transport,"
                + " averaging, idle slots.",
            Stream.concat(Stream.of(shares(phases), rounds(phases)), workers.times().stream())
                .toList()));
    sections.add(
        new Section(
            "Workers, learning rate, bytes",
            run.warmupSteps() > 0 ? "The shaded steps are the warm-up." : "",
            Stream.concat(workers.losses().stream(), Stream.of(learningRate(), bytes())).toList()));
    return sections;
  }

  /** An axis of progress: a name for it, a title with its unit, a number per round. */
  private record Progress(String name, Axis axis, double[] at) {}

  private List<Progress> progress() {
    double[] steps = run.steps();
    Units time = Units.ofSeconds(RunRecord.last(run.seconds()));
    double[] seconds = time.of(run.seconds());
    Units size = Units.ofBytes(RunRecord.last(run.bytes()));
    double[] bytes = size.of(run.bytes());
    List<Progress> all = new ArrayList<>();
    all.add(
        new Progress("over steps", Axis.fromZero("local steps per worker", TICKS, steps), steps));
    all.add(new Progress("over bytes", Axis.fromZero(size.name() + " sent", TICKS, bytes), bytes));
    if (run.isAsynchronous()) {
      Units ticks = Units.ofSeconds(RunRecord.last(run.clock()));
      double[] clock = ticks.of(run.clock());
      all.add(
          new Progress(
              "by the clock",
              Axis.fromZero(ticks.name() + " by the run's clock", TICKS, clock),
              clock));
    }
    all.add(new Progress("over time", Axis.fromZero(time.name(), TICKS, seconds), seconds));
    return all;
  }

  private Svg losses(Progress progress) {
    double[] losses = run.losses();
    double[] heldOut = run.evaluations("evalLoss");
    Axis y = Axis.over("", TICKS, losses, heldOut).padded();
    Chart chart = new Chart(progress.axis, y).roomRight(LABEL_ROOM);
    Thinned curve = Thinned.of(progress.at, losses);
    chart.line(Ink.BLUE, curve.x(), curve.y());
    double end = RunRecord.last(progress.at);
    List<Label> labels = new ArrayList<>();
    labels.add(new Label(Ink.BLUE, end, lastFinite(curve.y()), "training"));
    double[] at = run.atEvaluations(progress.at);
    if (heldOut.length > 0) {
      chart.points(Ink.ORANGE, at, heldOut);
      labels.add(new Label(Ink.ORANGE, end, lastFinite(heldOut), "held out"));
    }
    return chart.labels(labels).svg("Loss " + progress.name);
  }

  private Svg quality(Measure measure, Progress progress) {
    double[] values =
        DoubleStream.of(run.evaluations(measure.figure())).map(measure::shown).toArray();
    double[] at = run.atEvaluations(progress.at);
    Chart chart =
        new Chart(progress.axis, Axis.over("", TICKS, values).padded())
            .roomRight(LABEL_ROOM)
            .line(Ink.ORANGE, at, values)
            .points(Ink.ORANGE, at, values);
    double value = lastFinite(values);
    return chart
        .labels(
            List.of(
                new Label(
                    Ink.ORANGE,
                    RunRecord.last(progress.at),
                    value,
                    measure.text(value / measure.shown(1)))))
        .svg(measure.heading() + " " + progress.name);
  }

  private Svg learningRate() {
    double[] rates = run.curves().ofRounds("learningRate");
    double[] steps = run.steps();
    Axis x = Axis.fromZero("local steps per worker", TICKS, steps);
    Axis y = Axis.fromZero("", TICKS, rates).roomAbove(0.08);
    Chart chart = new Chart(x, y).roomRight(16);
    double warmup = Math.min(run.warmupSteps(), x.high());
    if (warmup > 0) {
      chart.block(Ink.BAND, 0, warmup, 0, y.high());
    }
    Thinned curve = Thinned.of(steps, rates);
    chart.line(Ink.BLUE, curve.x(), curve.y());
    if (warmup > 0) {
      boolean early = warmup < x.high() / 2;
      chart.text(Ink.MUTED, early ? Anchor.LEFT : Anchor.RIGHT, warmup, y.high() * 0.05, "warm-up");
    }
    return chart.svg("Learning rate");
  }

  /** One bar of all the time, and what its parts are. */
  private Svg shares(Phases phases) {
    List<Part> parts = parts(phases);
    Axis x = Axis.linear("% of the time in rounds", 0, 100, TICKS);
    Axis y = Axis.named("", parts.stream().map(Part::name).toList());
    Chart chart = new Chart(x, y).height(BAR_MARGIN + BAR_HEIGHT * parts.size()).roomRight(50);
    chart.withoutGrid();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      double share = 100 * phases.share(part.seconds);
      chart.block(part.ink, 0, share, i - 0.32, i + 0.32);
      chart.text(Ink.TEXT, Anchor.LEFT, share, i, Figures.percent(share / 100, 0));
    }
    return chart.svg("Time by what it was spent on");
  }

  private record Part(String name, Ink ink, double[] seconds) {}

  /** From the bottom up. */
  private static List<Part> parts(Phases phases) {
    return List.of(
        new Part("Spark", Ink.ORANGE, phases.spark()),
        new Part("waiting", Ink.GREY, phases.waiting()),
        new Part("coding", Ink.GREEN, phases.encode()),
        new Part("computing", Ink.BLUE, phases.compute()));
  }

  /** Stacked bars of neighbouring rounds' means. */
  private Svg rounds(Phases phases) {
    int bars = Math.min(ROUND_BARS, run.rounds());
    double[] whole = Thinned.means(run.curves().ofRounds("roundSeconds"), bars);
    Units units = Units.ofSeconds(Medians.of(whole));
    Axis x = Axis.linear("round", 0, run.rounds(), TICKS);
    double later = DoubleStream.of(whole).skip(1).max().orElse(whole[0]);
    boolean cut = whole[0] > CUT * later;
    double[] shown = units.of(cut ? new double[] {later} : whole);
    Axis y = Axis.fromZero("", TICKS, shown).roomAbove(cut ? 0.25 : 0.05);
    Chart chart = new Chart(x, y).roomRight(LABEL_ROOM);
    double width = (double) run.rounds() / bars;
    double[] top = new double[bars];
    List<Label> labels = new ArrayList<>();
    List<Part> upwards = new ArrayList<>(parts(phases));
    Collections.reverse(upwards);
    for (Part part : upwards) {
      double[] means = units.of(Thinned.means(part.seconds, bars));
      for (int i = 0; i < bars; i++) {
        if (means[i] > 0) {
          chart.block(part.ink, (i + 0.06) * width, (i + 0.94) * width, top[i], top[i] + means[i]);
        }
        top[i] += means[i];
      }
      if (phases.share(part.seconds) >= 0.005) {
        labels.add(
            new Label(part.ink, run.rounds(), top[bars - 1] - means[bars - 1] / 2, part.name));
      }
    }
    if (cut) {
      chart.text(
          Ink.MUTED,
          Anchor.LEFT,
          width,
          y.high() * 0.96,
          "round 1 "
              + Figures.duration(run.curves().ofRounds("roundSeconds")[0])
              + ", with compiling");
    }
    return chart.labels(labels).svg("Time per round, " + units.name());
  }

  private Svg bytes() {
    double down = Phases.sum(run.curves().ofRounds("bytesDown"));
    double up = Phases.sum(run.curves().ofRounds("bytesUp"));
    double[] known = run.curves().ofRounds("bytesFp32");
    boolean complete = Arrays.stream(known).allMatch(Double::isFinite);
    double plain = (complete ? Phases.sum(known) : run.figure("bytesFp32")) / 2;
    List<String> names = new ArrayList<>(List.of("up", "down"));
    List<Double> sizes = new ArrayList<>(List.of(up, down));
    if (Double.isFinite(plain)) {
      names.add(0, "fp32, each way");
      sizes.add(0, plain);
    }
    Units units = Units.ofBytes(Math.max(down, Double.isFinite(plain) ? plain : up));
    double[] lengths = units.of(sizes.stream().mapToDouble(one -> one).toArray());
    Chart chart =
        new Chart(Axis.fromZero(units.name(), TICKS, lengths), Axis.named("", names))
            .height(BAR_MARGIN + BAR_HEIGHT * names.size())
            .roomRight(BAR_ROOM)
            .withoutGrid();
    IntStream.range(0, lengths.length)
        .forEach(
            i -> {
              boolean fp32 = names.get(i).startsWith("fp32");
              chart.block(fp32 ? Ink.GREY : Ink.BLUE, 0, lengths[i], i - 0.32, i + 0.32);
              chart.text(Ink.TEXT, Anchor.LEFT, lengths[i], i, Figures.bytes(sizes.get(i)));
            });
    return chart.svg("Bytes sent, against plain floats");
  }

  static double lastFinite(double[] numbers) {
    for (int i = numbers.length - 1; i >= 0; i--) {
      if (Double.isFinite(numbers[i])) {
        return numbers[i];
      }
    }
    return Double.NaN;
  }
}
