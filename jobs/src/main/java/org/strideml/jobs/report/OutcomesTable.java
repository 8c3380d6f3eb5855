package org.strideml.jobs.report;

import java.util.List;
import org.strideml.jobs.report.Table.Cell;
import org.strideml.jobs.sweep.result.Outcome;
import org.strideml.jobs.sweep.result.Verdict;
import org.strideml.jobs.terminal.Figures;

/** What was expected of a sweep and what came of it. */
final class OutcomesTable {
  private final SweepRecord sweep;

  OutcomesTable(SweepRecord sweep) {
    this.sweep = sweep;
  }

  Table table() {
    Table table =
        new Table(
            List.of(
                "",
                "expected",
                "of",
                "difference, %s interval"
                    .formatted(Figures.percent(sweep.result().confidence(), 0)),
                "expected to be",
                "verdict"));
    for (Outcome outcome : sweep.result().outcomes()) {
      Measure measure = Measure.named(outcome.metric(), true);
      table.row(
          List.of(
              Cell.of(outcome.name()),
              Cell.of(outcome.says()),
              Cell.of(compared(outcome, measure)),
              Cell.of(
                  Double.isFinite(outcome.difference())
                      ? measure.difference(outcome.difference(), outcome.low(), outcome.high())
                      : "-"),
              Cell.of(side(outcome, measure)),
              Cell.of(verdict(outcome, measure))));
    }
    return table;
  }

  private static String compared(Outcome outcome, Measure measure) {
    return outcome.times() == 1
        ? measure.inText()
        : "%s, less %s times the other's"
            .formatted(measure.inText(), Figures.count(outcome.times()));
  }

  private static String side(Outcome outcome, Measure measure) {
    String margin = measure.size(outcome.margin());
    return switch (outcome.side()) {
      case "within" -> "within ± " + margin;
      case "seeds" -> "within the seeds' ± " + margin;
      default -> outcome.side() + " " + margin;
    };
  }

  private String verdict(Outcome outcome, Measure measure) {
    StringBuilder text = new StringBuilder(outcome.verdict().words());
    if (outcome.verdict() != Verdict.NOT_MEASURED && outcome.pairs() < sweep.seeds()) {
      text.append(" over ").append(outcome.pairs()).append(" seeds");
    }
    if (outcome.tooSmall()) {
      text.append(", but less than the ").append(measure.size(outcome.smallest()));
      text.append(" of interest");
    }
    if (outcome.exploratory()) {
      text.append(", stated after a first look");
    }
    return text.toString();
  }
}
