package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.strideml.jobs.chart.Chart;
import org.strideml.jobs.chart.Chart.Anchor;
import org.strideml.jobs.chart.Chart.Label;
import org.strideml.jobs.chart.Ink;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.sweep.result.Axis;
import org.strideml.jobs.sweep.result.Estimate;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.statistics.ParetoFront;
import org.strideml.jobs.terminal.Figures;

/** The charts of a sweep. */
final class SweepPictures {
  private static final int TICKS = 4;
  private static final int MOST_MAPS = 4;
  private static final int TILE_HEIGHT = 34;
  private static final int MAP_MARGIN = 46;
  private static final int ROW_HEIGHT = 20;
  private static final int ROW_MARGIN = 34;
  private static final int MOST_ROWS = 40;
  private static final double ASIDE = 0.05;
  private static final int MOST_LABELS = 8;
  private static final int MOST_LETTERS = 16;

  /** Names longer than this would cover other dots; a setting's number stands for it then. */
  private static final int MOST_LETTERS_AT_DOTS = 36;

  private static final String CLOCK = "clockSeconds";

  /** How many times as many bytes are worth a picture. */
  private static final double DIFFERENT = 1.5;

  /** And how many times as much time by the clock, which no noise moves. */
  private static final double LATER = 1.02;

  private final SweepRecord sweep;
  private final Measure measure;

  SweepPictures(SweepRecord sweep) {
    this.sweep = sweep;
    this.measure = sweep.measure();
  }

  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    List<Svg> expected = new OutcomePictures(sweep).all();
    if (!expected.isEmpty()) {
      sections.add(
          new Section(
              "Where differences were expected",
              "The band is where a difference was expected, the line its interval: green within the"
                  + " band, orange elsewhere.",
              expected));
    }
    List<Svg> maps = maps();
    if (!maps.isEmpty()) {
      sections.add(
          new Section(
              "By " + mapNames(), "Means over seeds. The stronger a colour, the more.", maps));
    }
    if (!sweep.measured().isEmpty()) {
      String sure =
          sweep.seeds() > 1
              ? "Lines through means over seeds are %s confidence intervals."
                  .formatted(Figures.percent(sweep.result().confidence(), 0))
              : "One seed each, so nothing says how sure the figures are.";
      sections.add(
          new Section(
              "What quality costs",
              "Each dot is a setting, with its number in the table where names are long; the line joins"
                  + " those that no other beats at that cost. "
                  + sure,
              costs()));
    }
    List<Svg> curves = new SweepCurves(sweep).all();
    if (!curves.isEmpty()) {
      sections.add(new Section("On the way", "One run of each setting.", curves));
    }
    return sections;
  }

  private List<Svg> costs() {
    List<Svg> pictures = new ArrayList<>();
    if (spread(CLOCK) > 0) {
      pictures.add(pareto(CLOCK, "Time by the clock"));
    }
    pictures.add(pareto(TrialResult.BYTES, "Bytes sent"));
    pictures.add(pareto(TrialResult.SECONDS, "Time"));
    pictures.add(intervals());
    return pictures;
  }

  /**
   * The one picture of what settings came to: against time by the clock or bytes where those
   * differ, else in order. Empty before any setting is measured.
   */
  Optional<Svg> quality() {
    if (sweep.measured().isEmpty()) {
      return Optional.empty();
    }
    if (spread(CLOCK) > LATER) {
      return Optional.of(pareto(CLOCK, "Time by the clock"));
    }
    return Optional.of(
        spread(TrialResult.BYTES) > DIFFERENT
            ? pareto(TrialResult.BYTES, "Bytes sent")
            : intervals());
  }

  /** How many times the least the most is; 0 of nothing. */
  private double spread(String figure) {
    DoubleSummaryStatistics means =
        sweep.measured().stream()
            .mapToDouble(one -> one.mean(figure))
            .filter(Double::isFinite)
            .summaryStatistics();
    return means.getCount() == 0 ? 0 : means.getMax() / means.getMin();
  }

  private String mapNames() {
    return sweep.names().of(across().key()) + " and " + sweep.names().of(up().key());
  }

  /** Workers and period when both vary, else the first two. */
  private Axis up() {
    return axis("sync.workers", 0);
  }

  private Axis across() {
    return axis("sync.period", 1);
  }

  private Axis axis(String wanted, int otherwise) {
    List<Axis> axes = sweep.axes();
    boolean both =
        Stream.of("sync.workers", "sync.period")
            .allMatch(key -> axes.stream().anyMatch(axis -> axis.key().equals(key)));
    return both
        ? axes.stream().filter(axis -> axis.key().equals(wanted)).findFirst().orElseThrow()
        : axes.get(otherwise);
  }

  private List<Svg> maps() {
    if (sweep.axes().size() < 2 || sweep.measured().size() < 2) {
      return List.of();
    }
    List<String> two = List.of(up().key(), across().key());
    // Points of a list need not have both.
    Map<Map<String, String>, List<Setting>> facets =
        sweep.measured().stream()
            .filter(setting -> setting.point().keySet().containsAll(two))
            .collect(
                Collectors.groupingBy(
                    setting -> {
                      Map<String, String> rest = sweep.varied(setting.point());
                      rest.keySet().removeAll(two);
                      return rest;
                    },
                    java.util.LinkedHashMap::new,
                    Collectors.toList()));
    List<Svg> maps = new ArrayList<>();
    facets.entrySet().stream()
        .limit(MOST_MAPS)
        .forEach(
            facet -> {
              String rest = facet.getKey().isEmpty() ? "" : "; " + sweep.names().of(facet.getKey());
              List<Setting> settings = facet.getValue();
              maps.add(map(measure.title() + rest, settings, measure.figure(), measure::text));
              maps.add(map("Time" + rest, settings, TrialResult.SECONDS, Figures::duration));
              maps.add(map("Bytes sent" + rest, settings, TrialResult.BYTES, Figures::bytes));
            });
    return maps;
  }

  private Svg map(
      String title, List<Setting> settings, String figure, DoubleFunction<String> text) {
    List<String> columns = across().values();
    List<String> rows = up().values();
    double least = settings.stream().mapToDouble(one -> one.mean(figure)).min().orElse(0);
    double most = settings.stream().mapToDouble(one -> one.mean(figure)).max().orElse(1);
    Chart chart =
        new Chart(
                org.strideml.jobs.chart.Axis.named(sweep.names().of(across().key()), columns),
                org.strideml.jobs.chart.Axis.named(sweep.names().of(up().key()), rows))
            .height(MAP_MARGIN + TILE_HEIGHT * rows.size())
            .withoutGrid();
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        double value = mean(settings, rows.get(row), columns.get(column), figure);
        if (Double.isFinite(value)) {
          Ink ink = Ink.ramp(most > least ? (value - least) / (most - least) : 0);
          chart.block(ink, column - 0.48, column + 0.48, row - 0.46, row + 0.46);
          chart.text(ink.on(), Anchor.MIDDLE, column, row, text.apply(value));
        }
      }
    }
    return chart.svg(title);
  }

  private double mean(List<Setting> settings, String row, String column, String figure) {
    return settings.stream()
        .filter(one -> Objects.equals(one.point().get(up().key()), row))
        .filter(one -> Objects.equals(one.point().get(across().key()), column))
        .mapToDouble(one -> one.mean(figure))
        .average()
        .orElse(Double.NaN);
  }

  private Svg pareto(String cost, String title) {
    List<Setting> settings = sweep.measured();
    double most = settings.stream().mapToDouble(one -> one.mean(cost)).max().orElse(1);
    Units units = cost.equals(TrialResult.BYTES) ? Units.ofBytes(most) : Units.ofSeconds(most);
    double[] x = settings.stream().mapToDouble(one -> units.of(one.mean(cost))).toArray();
    double[] y = settings.stream().mapToDouble(this::quality).toArray();
    var across = org.strideml.jobs.chart.Axis.logarithmic(units.name(), x).padded();
    var up = org.strideml.jobs.chart.Axis.over("", TICKS, y).padded();
    Chart chart = new Chart(across, up).roomRight(20);
    double sign = measure.lowerIsBetter() ? 1 : -1;
    List<Setting> front =
        ParetoFront.of(settings, one -> sign * one.mean(measure.figure()), cost).settings().stream()
            .map(number -> sweep.result().setting(number))
            .filter(one -> Double.isFinite(quality(one)))
            .toList();
    chart.points(Ink.GREY, 0.8, x, y);
    double[] frontX = front.stream().mapToDouble(one -> units.of(one.mean(cost))).toArray();
    double[] frontY = front.stream().mapToDouble(this::quality).toArray();
    chart.line(Ink.ORANGE, 0.7, frontX, frontY);
    chart.points(Ink.ORANGE, 1.2, frontX, frontY);
    // The line rises or falls to the right; names stand on the side of a dot where it is not.
    double aside = (measure.lowerIsBetter() ? -1 : 1) * ASIDE * (up.high() - up.low());
    double middle = across.middle();
    List<Label> left = new ArrayList<>();
    List<Label> right = new ArrayList<>();
    boolean numbered = longestName(front) > MOST_LETTERS_AT_DOTS;
    if (numbered) {
      double gap = ASIDE / 4 * (up.high() - up.low());
      for (int i = 0; i < x.length; i++) {
        Ink ink = front.contains(settings.get(i)) ? Ink.TEXT : Ink.MUTED;
        chart.text(ink, Anchor.LEFT, x[i], y[i] + gap, "  " + settings.get(i).number());
      }
      return chart.svg(measure.heading() + " against " + title.toLowerCase());
    }
    for (int i = Math.max(0, front.size() - MOST_LABELS); i < front.size(); i++) {
      boolean isLeft = frontX[i] < middle;
      (isLeft ? left : right)
          .add(
              new Label(
                  Ink.TEXT,
                  frontX[i],
                  frontY[i] + (isLeft ? -aside : aside),
                  sweep.name(front.get(i))));
    }
    chart.labels(left).labels(right, Anchor.RIGHT);
    return chart.svg(measure.heading() + " against " + title.toLowerCase());
  }

  private int longestName(List<Setting> settings) {
    return settings.stream().map(sweep::name).mapToInt(String::length).max().orElse(0);
  }

  private double quality(Setting setting) {
    return measure.shown(setting.mean(measure.figure()));
  }

  /** A row per setting, the best on top. */
  private Svg intervals() {
    Comparator<Setting> order = Comparator.comparingDouble(this::quality);
    List<Setting> upwards =
        sweep.measured().stream()
            .sorted(measure.lowerIsBetter() ? order.reversed() : order)
            .toList();
    upwards = upwards.subList(Math.max(0, upwards.size() - MOST_ROWS), upwards.size());
    double[] all =
        upwards.stream()
            .map(one -> one.figures().get(measure.figure()))
            .flatMap(one -> Stream.of(one.mean(), one.low(), one.high()))
            .mapToDouble(measure::shown)
            .toArray();
    // Names that would take half the width stand above their line instead.
    boolean beside = longestName(upwards) <= MOST_LETTERS;
    var x = org.strideml.jobs.chart.Axis.over("", TICKS, all).padded();
    Chart chart =
        new Chart(
                x,
                org.strideml.jobs.chart.Axis.named(
                    "", upwards.stream().map(one -> beside ? sweep.name(one) : "").toList()))
            .height(ROW_MARGIN + (beside ? ROW_HEIGHT : 2 * ROW_HEIGHT) * upwards.size())
            .roomRight(62)
            .withoutGrid();
    for (int i = 0; i < upwards.size() && !beside; i++) {
      chart.text(Ink.MUTED, Anchor.LEFT, x.low(), i + 0.4, sweep.name(upwards.get(i)));
    }
    for (int i = 0; i < upwards.size(); i++) {
      Estimate estimate = upwards.get(i).figures().get(measure.figure());
      chart.segment(
          Ink.BLUE, 1, measure.shown(estimate.low()), i, measure.shown(estimate.high()), i);
    }
    double[] means = upwards.stream().mapToDouble(this::quality).toArray();
    chart.points(Ink.BLUE, means, IntStream.range(0, means.length).asDoubleStream().toArray());
    double edge = chart.right();
    for (int i = 0; i < means.length; i++) {
      chart.text(
          Ink.TEXT, Anchor.LEFT, edge, i, measure.text(upwards.get(i).mean(measure.figure())));
    }
    return chart.svg(measure.heading() + " by setting");
  }
}
