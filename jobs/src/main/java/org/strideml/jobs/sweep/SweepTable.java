package org.strideml.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.strideml.jobs.config.SweepReader.Trial;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.terminal.Figures;
import org.strideml.jobs.terminal.TextTable;

/** One line per trial: its point in the grid and what came of it. */
final class SweepTable {
  private final List<Trial> trials;
  private final Results results;

  /** A figure by its name in the results and as people read it. */
  private record Column(String name, String title, Function<Double, String> shown) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("trainLoss", "train loss", Figures::loss),
          new Column("evalLoss", "held-out loss", Figures::loss),
          new Column("accuracy", "accuracy", share -> Figures.percent(share, 2)),
          new Column("seconds", "time", Figures::duration),
          new Column("bytesDown", "down", Figures::bytes),
          new Column("bytesUp", "up", Figures::bytes));

  SweepTable(List<Trial> trials, Results results) {
    this.trials = trials;
    this.results = results;
  }

  /** For a terminal. */
  List<String> lines() {
    return table().lines();
  }

  /** Writes {@code table.md} as people read it and {@code table.csv} with full figures. */
  void write(Path folder) {
    AtomicFile.write(folder.resolve("table.md"), String.join("\n", table().markdown()) + "\n");
    List<String> lines = new ArrayList<>();
    lines.add(csv(header(Column::name)));
    for (Trial trial : trials) {
      lines.add(csv(row(trial, (column, node) -> node.isNumber() ? node.asText() : "")));
    }
    AtomicFile.write(folder.resolve("table.csv"), String.join("\n", lines) + "\n");
  }

  private TextTable table() {
    TextTable table = new TextTable(header(Column::title).toArray(String[]::new));
    for (Trial trial : trials) {
      table.row(
          row(
              trial,
              (column, node) -> node.isNumber() ? column.shown.apply(node.asDouble()) : "-"));
    }
    return table;
  }

  private List<String> header(Function<Column, String> name) {
    List<String> header = new ArrayList<>(trials.get(0).point().keySet());
    header.add(Results.STATUS);
    COLUMNS.forEach(column -> header.add(name.apply(column)));
    return header;
  }

  private interface Cell {
    String of(Column column, JsonNode value);
  }

  private List<String> row(Trial trial, Cell cell) {
    JsonNode result =
        results
            .find(trial.config().resolved().hash())
            .map(JsonNode.class::cast)
            .orElse(MissingNode.getInstance());
    List<String> row = new ArrayList<>(trial.point().values());
    row.add(result.path(Results.STATUS).asText("not run").toLowerCase(Locale.ROOT));
    COLUMNS.forEach(column -> row.add(cell.of(column, result.path(column.name))));
    return row;
  }

  private static String csv(List<String> cells) {
    return cells.stream()
        .map(
            cell -> cell.matches("(?s).*[\",\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
        .collect(Collectors.joining(","));
  }
}
