package org.strideml.jobs.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.sweep.result.Estimate;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.SweepResult;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.terminal.Figures;
import org.strideml.jobs.terminal.TextTable;

/** A sweep as tables: one line per setting for people, one per trial for programs. */
final class SweepTable {
  private static final String EVAL_LOSS = "evalLoss";

  private final SweepResult result;

  /** A figure by its name in the results and as people read it. */
  private record Column(String name, String title, DoubleFunction<String> shown) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column(EVAL_LOSS, "held-out loss", Figures::loss),
          new Column("accuracy", "accuracy", share -> Figures.percent(share, 2)),
          new Column("trainLoss", "train loss", Figures::loss),
          new Column(TrialResult.SECONDS, "time", Figures::duration),
          new Column("bytesDown", "down", Figures::bytes),
          new Column("bytesUp", "up", Figures::bytes));

  private SweepTable(SweepResult result) {
    this.result = result;
  }

  static SweepTable of(SweepResult result) {
    return new SweepTable(result);
  }

  /** The metric of a setting: {@code evalLoss 1.234 ± 0.012 over 3 seeds}. */
  static String shown(SweepResult result, int setting) {
    Estimate estimate = result.setting(setting).figures().get(result.metric());
    return "%s %s%s"
        .formatted(
            result.metric(),
            interval(estimate, column(result.metric()).shown),
            estimate.n() > 1 ? " over %d seeds".formatted(estimate.n()) : "");
  }

  private static Column column(String name) {
    return COLUMNS.stream()
        .filter(column -> column.name.equals(name))
        .findFirst()
        .orElse(new Column(name, name, Figures::loss));
  }

  /** With as many decimals behind the sign as before it. */
  private static String interval(Estimate estimate, DoubleFunction<String> shown) {
    String mean = shown.apply(estimate.mean());
    if (Double.isNaN(estimate.low())) {
      return mean;
    }
    String[] number = mean.split(" ", 2);
    int decimals = number[0].indexOf('.') < 0 ? 0 : number[0].length() - number[0].indexOf('.') - 1;
    boolean percent = number.length > 1 && number[1].equals("%");
    double half = (estimate.high() - estimate.mean()) * (percent ? 100 : 1);
    return "%s ± %s%s"
        .formatted(
            number[0],
            String.format(Locale.ROOT, "%." + decimals + "f", half),
            number.length > 1 ? " " + number[1] : "");
  }

  /** For a terminal. */
  List<String> lines() {
    return settings().lines();
  }

  /**
   * Writes {@code table.md}, settings as people read them, and {@code table.csv}, trials in full.
   */
  void write(Path folder) {
    AtomicFile.write(folder.resolve("table.md"), String.join("\n", settings().markdown()) + "\n");
    AtomicFile.write(folder.resolve("table.csv"), String.join("\n", csv()) + "\n");
  }

  private TextTable settings() {
    List<Column> columns = present();
    List<String> header = new ArrayList<>(keys());
    header.add("done");
    columns.forEach(column -> header.add(column.title));
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (Setting setting : result.settings()) {
      List<String> row = new ArrayList<>();
      keys().forEach(key -> row.add(setting.point().getOrDefault(key, "")));
      row.add(standing(setting));
      for (Column column : columns) {
        Estimate estimate = setting.figures().get(column.name);
        row.add(
            estimate == null
                ? "-"
                : column.name.equals(EVAL_LOSS) || column.name.equals("accuracy")
                    ? interval(estimate, column.shown)
                    : column.shown.apply(estimate.mean()));
      }
      table.row(row);
    }
    return table;
  }

  /** {@code 3}, or {@code 1, 2 pruned}. */
  private String standing(Setting setting) {
    Map<TrialStatus, Long> counts =
        setting.trials().stream()
            .map(number -> result.trial(number).status())
            .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
    return Stream.concat(
            Stream.of(Long.toString(counts.getOrDefault(TrialStatus.DONE, 0L))),
            counts.entrySet().stream()
                .filter(entry -> entry.getKey() != TrialStatus.DONE)
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getValue() + " " + entry.getKey().word()))
        .collect(Collectors.joining(", "));
  }

  /** Columns that any setting has a figure of, the metric among them. */
  private List<Column> present() {
    List<Column> columns = new ArrayList<>(COLUMNS);
    Column metric = column(result.metric());
    if (!columns.contains(metric)) {
      columns.add(0, metric);
    }
    columns.removeIf(
        column ->
            !column.name.equals(result.metric())
                && result.settings().stream()
                    .noneMatch(setting -> setting.figures().containsKey(column.name)));
    return columns;
  }

  /** Axes but the seed. */
  private List<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    result.settings().forEach(setting -> keys.addAll(setting.point().keySet()));
    return List.copyOf(keys);
  }

  private List<String> csv() {
    Set<String> figures = new LinkedHashSet<>();
    result.trials().forEach(trial -> figures.addAll(trial.figures().keySet()));
    List<String> header = new ArrayList<>(List.of("trial", "run"));
    header.addAll(keys());
    header.addAll(List.of("run.seed", "status"));
    header.addAll(figures);
    List<String> lines = new ArrayList<>(List.of(csv(header)));
    for (TrialResult trial : result.trials()) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(trial.number()), trial.run()));
      keys().forEach(key -> row.add(trial.point().getOrDefault(key, "")));
      row.add(Long.toString(trial.seed()));
      row.add(trial.status().word());
      figures.forEach(name -> row.add(number(trial.figure(name))));
      lines.add(csv(row));
    }
    return lines;
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%s", value);
  }

  private static String csv(List<String> cells) {
    return cells.stream()
        .map(
            cell -> cell.matches("(?s).*[\",\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
        .collect(Collectors.joining(","));
  }
}
