package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.strideml.jobs.report.Page.Tile;
import org.strideml.jobs.report.Table.Cell;
import org.strideml.jobs.sweep.result.Axis;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.terminal.Figures;

/** The report of a sweep. */
final class SweepReport {
  private final SweepRecord sweep;
  private final SweepResult result;
  private final Measure measure;

  private SweepReport(SweepRecord sweep) {
    this.sweep = sweep;
    this.result = sweep.result();
    this.measure = sweep.measure();
  }

  static Page page(SweepRecord sweep, List<Section> pictures) {
    return new SweepReport(sweep).page(pictures);
  }

  private Page page(List<Section> pictures) {
    Page page = new Page(result.name());
    page.heading(subtitle(), tiles());
    page.findings(SweepFindings.of(sweep));
    page.table(
        "What was expected",
        "Written down before; differences are paired by seed. An expectation is reproduced when the"
            + " whole interval lies where it was expected to.",
        new OutcomesTable(sweep).table());
    pictures.forEach(page::section);
    page.table(
        "Settings",
        "Means over seeds ± half a %s interval; click a heading to sort."
            .formatted(Figures.percent(result.confidence(), 0)),
        new SettingsTable(sweep).table(true));
    page.table("Trials", "Each leads to the report of its run.", trials());
    page.table("What differs", "Settings in which the trials are not alike.", differences());
    page.footer(
        "Stride wrote this from the sweep's files: scripts/stride report " + sweep.folder());
    return page;
  }

  private String subtitle() {
    return result.status()
        + " · "
        + sweep.axes().stream()
            .map(axis -> axis.key() + " = " + String.join(", ", axis.values()))
            .collect(Collectors.joining(" · "))
        + " · code "
        + result.code();
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    result
        .found()
        .map(best -> result.setting(best.setting()))
        .ifPresent(
            best ->
                tiles.add(
                    new Tile(
                        "Best " + measure.inText(),
                        measure.text(best.mean(measure.figure())),
                        sweep.name(best))));
    long done = result.count(TrialStatus.DONE);
    tiles.add(
        new Tile(
            "Trials done",
            done + " of " + result.trials().size(),
            result.settings().size() + " settings"));
    long pruned = result.count(TrialStatus.PRUNED);
    if (pruned > 0) {
      tiles.add(new Tile("Ended early", Long.toString(pruned), "others were better"));
    }
    tiles.add(new Tile("Time", Figures.duration(result.seconds()), "all trials"));
    double bytes =
        result.trials().stream()
            .mapToDouble(trial -> trial.figure(TrialResult.BYTES))
            .filter(Double::isFinite)
            .sum();
    tiles.add(new Tile("Sent", Figures.bytes(bytes), "all trials"));
    return tiles;
  }

  private Table trials() {
    List<String> header = new ArrayList<>(List.of("trial"));
    header.addAll(keys());
    header.addAll(List.of("seed", "status", measure.heading(), "training loss", "time", "sent"));
    Table table = new Table(header);
    for (TrialResult trial : result.trials()) {
      List<Cell> row = new ArrayList<>();
      boolean shown = !trial.run().isEmpty() && SweepRecord.hasSettings(sweep.runOf(trial));
      row.add(
          new Cell(
              Integer.toString(trial.number()),
              trial.number(),
              shown ? trial.run() + "/" + Report.NAME : ""));
      row.addAll(SettingsTable.point(sweep, trial.point()));
      row.add(number(trial.seed(), Long.toString(trial.seed())));
      row.add(Cell.of(trial.status().word()));
      double quality = trial.figure(measure.figure());
      row.add(number(quality, measure.text(quality)));
      double loss = trial.figure("trainLoss");
      row.add(number(loss, Figures.loss(loss)));
      double seconds = trial.figure(TrialResult.SECONDS);
      row.add(number(seconds, Figures.duration(seconds)));
      double bytes = trial.figure(TrialResult.BYTES);
      row.add(number(bytes, Figures.bytes(bytes)));
      table.row(row);
    }
    return table;
  }

  private List<String> keys() {
    return sweep.axes().stream().map(Axis::key).map(sweep.names()::of).toList();
  }

  private static Cell number(double key, String text) {
    return Double.isFinite(key) ? Cell.of(text, key) : Cell.of("-");
  }

  private Table differences() {
    Table table = new Table(List.of("setting", "values, each with its number of trials"));
    sweep
        .differences()
        .forEach(
            (key, counts) ->
                table.row(
                    List.of(
                        Cell.of(key),
                        Cell.of(
                            counts.entrySet().stream()
                                .map(one -> one.getKey() + " (" + one.getValue() + ")")
                                .collect(Collectors.joining(", "))))));
    return table;
  }
}
