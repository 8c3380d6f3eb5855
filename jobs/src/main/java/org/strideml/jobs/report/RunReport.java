package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.strideml.jobs.report.Page.Tile;
import org.strideml.jobs.report.Table.Cell;
import org.strideml.jobs.terminal.Figures;

/** The report of one run. */
final class RunReport {
  private RunReport() {}

  /** The page of a run as it stands. */
  static Page page(RunRecord run, List<Section> pictures) {
    Page page = new Page(run.name());
    page.heading(subtitle(run), tiles(run));
    page.findings(RunFindings.of(run));
    pictures.forEach(page::section);
    Table settings = new Table(List.of("setting", "value"));
    run.changedSettings()
        .forEach((key, value) -> settings.row(List.of(Cell.of(key), Cell.of(value))));
    page.table(
        "Settings",
        "Those that differ from the defaults; config.resolved.conf has all of them.",
        settings);
    page.footer("Stride wrote this from the run's files: scripts/stride report " + run.folder());
    return page;
  }

  private static String subtitle(RunRecord run) {
    List<String> parts = new ArrayList<>();
    parts.add(run.summary().map(one -> one.text("status")).orElse("running"));
    String parameters =
        Double.isFinite(run.figure("parameters"))
            ? " of " + Figures.count(run.figure("parameters")) + " parameters"
            : "";
    parts.add(run.setting("model.type") + parameters);
    parts.add(count(run.setting("sync.workers"), "worker"));
    parts.add(count(run.setting("sync.period"), "step") + " between synchronizations");
    parts.add("seed " + run.setting("run.seed"));
    run.summary()
        .map(one -> one.text("backend") + " " + one.text("instructionSet"))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .ifPresent(parts::add);
    return String.join(" · ", parts);
  }

  private static String count(String number, String noun) {
    return number + " " + noun + (number.equals("1") ? "" : "s");
  }

  private static List<Tile> tiles(RunRecord run) {
    if (run.rounds() == 0) {
      return List.of();
    }
    List<Tile> tiles = new ArrayList<>();
    Measure measure = run.measure();
    double[] values = run.evaluations(measure.figure());
    double kept = run.figure(measure.figure());
    double value = Double.isFinite(kept) ? kept : RunPictures.lastFinite(values);
    if (Double.isFinite(value)) {
      tiles.add(new Tile(measure.title(), measure.text(value), "held-out rows"));
    }
    double heldOut = RunPictures.lastFinite(run.evaluations("evalLoss"));
    if (measure != Measure.LOSS && Double.isFinite(heldOut)) {
      tiles.add(new Tile("Held-out loss", Figures.loss(heldOut), "training " + trainLoss(run)));
    } else {
      tiles.add(new Tile("Training loss", trainLoss(run), "last round"));
    }
    double seconds = RunRecord.last(run.seconds());
    double tokens = run.figure("tokensPerSecond");
    double rows = RunRecord.last(run.curves().ofRounds("samples")) / seconds;
    tiles.add(
        new Tile(
            "Time",
            Figures.duration(seconds),
            Double.isFinite(tokens)
                ? Figures.count(tokens) + " tokens/s"
                : Figures.count(rows) + " rows/s"));
    if (run.isAsynchronous()) {
      double ages = Phases.sum(run.curves().ofRounds("staleness")) / run.rounds();
      tiles.add(
          new Tile(
              "By the " + run.setting("sync.async.clock") + " clock",
              Figures.duration(RunRecord.last(run.clock())),
              String.format(Locale.ROOT, "results %.1f outer steps old", ages)));
    }
    double sent = RunRecord.last(run.bytes());
    double plain = Phases.sum(run.curves().ofRounds("bytesFp32"));
    plain = plain > 0 ? plain : run.figure("bytesFp32");
    tiles.add(
        new Tile(
            "Sent",
            Figures.bytes(sent),
            Double.isFinite(plain)
                ? String.format(Locale.ROOT, "%.2f× less than fp32", plain / sent)
                : "both ways"));
    tiles.add(
        new Tile(
            "Rounds",
            Figures.count(run.curves().rounds()),
            Figures.count(run.curves().steps()) + " steps per worker"));
    return tiles;
  }

  private static String trainLoss(RunRecord run) {
    return Figures.loss(RunRecord.last(run.losses()));
  }
}
