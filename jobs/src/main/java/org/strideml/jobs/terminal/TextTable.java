package org.strideml.jobs.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their widest cell. */
public final class TextTable {
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... header) {
    this.header = List.of(header);
  }

  /**
   * @param cells one per column; may hold escape sequences
   */
  public TextTable row(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "a row of this table has " + header.size() + " cells, got " + cells.size());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** For a terminal: header, rule, rows; numbers to the right. */
  public List<String> lines() {
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    lines.add(line(header, widths));
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      rule.append(i == 0 ? "" : "  ").append("─".repeat(widths[i]));
    }
    lines.add(rule.toString());
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  /** As a Markdown table. */
  public List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("| " + String.join(" | ", header) + " |");
    lines.add("|" + " --- |".repeat(header.size()));
    rows.forEach(
        row ->
            lines.add(
                "| "
                    + String.join(" | ", row.stream().map(c -> c.replace("|", "\\|")).toList())
                    + " |"));
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              Terminal.width(header.get(i)),
              rows.stream().mapToInt(row -> Terminal.width(row.get(column))).max().orElse(0));
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String space = " ".repeat(widths[i] - Terminal.width(cell));
      line.append(i == 0 ? "" : "  ").append(isNumeric(i) ? space + cell : cell + space);
    }
    return line.toString().stripTrailing();
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .map(row -> row.get(column))
            .allMatch(cell -> cell.isEmpty() || cell.matches("[-+]?[0-9.]+[0-9a-zA-Z %:×]*|-"));
  }
}
