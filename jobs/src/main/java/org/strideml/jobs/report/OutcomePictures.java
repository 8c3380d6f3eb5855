package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.strideml.jobs.chart.Axis;
import org.strideml.jobs.chart.Chart;
import org.strideml.jobs.chart.Ink;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.sweep.result.Outcome;
import org.strideml.jobs.sweep.result.Verdict;

/**
 * Expected differences as intervals, a picture per figure: the band is where the difference was
 * expected, green intervals lie within it.
 */
final class OutcomePictures {
  private static final int TICKS = 4;
  private static final int ROW_HEIGHT = 26;
  private static final int ROW_MARGIN = 58;
  private static final int ROOM = 12;

  private final List<Outcome> outcomes;

  OutcomePictures(SweepRecord sweep) {
    this.outcomes =
        sweep.result().outcomes().stream()
            .filter(one -> one.verdict() != Verdict.NOT_MEASURED)
            .toList();
  }

  List<Svg> all() {
    Map<String, List<Outcome>> byMetric =
        outcomes.stream()
            .collect(
                Collectors.groupingBy(Outcome::metric, LinkedHashMap::new, Collectors.toList()));
    List<Svg> pictures = new ArrayList<>();
    byMetric.forEach((metric, some) -> pictures.add(picture(Measure.named(metric, true), some)));
    return pictures;
  }

  private static Svg picture(Measure measure, List<Outcome> some) {
    List<Outcome> upwards = new ArrayList<>(some);
    Collections.reverse(upwards);
    double[] ends =
        upwards.stream()
            .flatMapToDouble(one -> DoubleStream.of(one.low(), one.high(), one.margin(), 0))
            .toArray();
    Units units = measure.differences(ends);
    Axis x = Axis.over(units.name(), TICKS, units.of(ends)).padded();
    Axis y = Axis.named("", upwards.stream().map(Outcome::name).toList());
    Chart chart =
        new Chart(x, y)
            .height(ROW_MARGIN + ROW_HEIGHT * upwards.size())
            .roomRight(ROOM)
            .withoutGrid();
    for (int i = 0; i < upwards.size(); i++) {
      Outcome one = upwards.get(i);
      double margin = units.of(one.margin());
      switch (one.side()) {
        case "above" -> chart.block(Ink.BAND, margin, x.high(), i - 0.42, i + 0.42);
        case "below" -> chart.block(Ink.BAND, x.low(), margin, i - 0.42, i + 0.42);
        default -> chart.block(Ink.BAND, -margin, margin, i - 0.42, i + 0.42);
      }
    }
    chart.segment(Ink.GREY, 0.6, 0, y.low(), 0, y.high());
    for (int i = 0; i < upwards.size(); i++) {
      Outcome one = upwards.get(i);
      Ink ink = one.verdict() == Verdict.REPRODUCED ? Ink.GREEN : Ink.ORANGE;
      chart.segment(ink, 1.2, units.of(one.low()), i, units.of(one.high()), i);
      chart.points(ink, new double[] {units.of(one.difference())}, new double[] {(double) i});
    }
    return chart.svg("Expected differences in " + measure.inText());
  }
}
