package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.strideml.jobs.report.Table.Cell;
import org.strideml.jobs.sweep.result.Axis;
import org.strideml.jobs.sweep.result.Estimate;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.TrialResult;

/** A sweep's settings with what they came to: means over seeds ± half their interval. */
final class SettingsTable {
  private static final double PLAIN_BITS = 32;
  private static final double SAME = 0.01;

  /** Figures that are shown where somebody expected something of them. */
  private static final Set<String> ASIDE = Set.of("trainLoss", "peakBytesUp");

  private final SweepRecord sweep;
  private final List<Measure> measures;
  private final boolean inBits;

  SettingsTable(SweepRecord sweep) {
    this.sweep = sweep;
    this.inBits =
        sweep.measured().stream()
            .flatMap(one -> Stream.of(bits(one, "bytesDown"), bits(one, "bytesUp")))
            .anyMatch(bits -> Math.abs(bits / PLAIN_BITS - 1) > SAME);
    this.measures = new ArrayList<>(List.of(sweep.measure()));
    Measure.known().stream()
        .filter(one -> !one.figure().equals(TrialResult.BYTES))
        .filter(one -> !one.figure().equals(TrialResult.SECONDS))
        .filter(one -> !one.figure().equals(sweep.measure().figure()))
        .filter(this::isMeasured)
        .filter(one -> !ASIDE.contains(one.figure()) || isSpokenOf(one))
        .forEach(measures::add);
  }

  private boolean isSpokenOf(Measure measure) {
    return sweep.result().outcomes().stream()
        .anyMatch(one -> one.metric().equals(measure.figure()));
  }

  private boolean isMeasured(Measure measure) {
    return sweep.measured().stream().anyMatch(one -> one.figures().containsKey(measure.figure()));
  }

  /** Bits of a message per number that plain floats would be; NaN when not known. */
  private static double bits(Setting setting, String figure) {
    double plain = setting.mean("bytesFp32") / 2;
    return plain > 0 ? PLAIN_BITS * setting.mean(figure) / plain : Double.NaN;
  }

  /**
   * @param times whether seconds of training are a column; they depend on what else the machine did
   */
  Table table(boolean times) {
    List<String> header = new ArrayList<>(List.of("#"));
    sweep.axes().stream().map(Axis::key).map(sweep.names()::of).forEach(header::add);
    header.add("seeds");
    measures.forEach(measure -> header.add(measure.inText()));
    if (inBits) {
      header.addAll(List.of("bits down", "bits up"));
    }
    if (times) {
      header.add("time");
    }
    Table table = new Table(header);
    for (Setting setting : sweep.measured()) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(Integer.toString(setting.number()), setting.number()));
      row.addAll(point(sweep, setting.point()));
      int seeds = setting.figures().get(sweep.measure().figure()).n();
      row.add(Cell.of(Integer.toString(seeds), seeds));
      measures.forEach(measure -> row.add(cell(setting, measure)));
      if (inBits) {
        row.add(Cell.number(bits(setting, "bytesDown"), "%.2f"));
        row.add(Cell.number(bits(setting, "bytesUp"), "%.2f"));
      }
      if (times) {
        row.add(cell(setting, Measure.named(TrialResult.SECONDS, true)));
      }
      table.row(row);
    }
    return table;
  }

  private static Cell cell(Setting setting, Measure measure) {
    Estimate estimate = setting.figures().get(measure.figure());
    return estimate == null
        ? Cell.of("-")
        : Cell.of(
            measure.text(estimate.mean(), estimate.high() - estimate.mean()), estimate.mean());
  }

  /** The values of what is varied. */
  static List<Cell> point(SweepRecord sweep, Map<String, String> point) {
    List<Cell> cells = new ArrayList<>();
    for (String value : sweep.varied(point).values()) {
      cells.add(
          value.matches("-?[0-9.]+(e-?\\d+)?")
              ? Cell.of(value, Double.parseDouble(value))
              : Cell.of(value));
    }
    return cells;
  }
}
