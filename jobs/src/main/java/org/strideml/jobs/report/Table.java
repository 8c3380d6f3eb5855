package org.strideml.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows of cells, which a reader can sort by any column. */
final class Table {
  private final List<String> header;
  private final List<List<Cell>> rows = new ArrayList<>();

  /**
   * One cell.
   *
   * @param text shown
   * @param key what rows are sorted by: a number, or NaN to sort by the text
   * @param link where the text leads; empty for nowhere
   */
  record Cell(String text, double key, String link) {
    static Cell of(String text) {
      return new Cell(text, Double.NaN, "");
    }

    static Cell of(String text, double key) {
      return new Cell(text, key, "");
    }

    /** A number in this format; a dash when it is none. */
    static Cell number(double key, String format) {
      return Double.isFinite(key)
          ? Cell.of(String.format(Locale.ROOT, format, key), key)
          : Cell.of("-");
    }

    private boolean isNumber() {
      return Double.isFinite(key);
    }

    private String html() {
      String shown =
          link.isEmpty()
              ? Page.escaped(text)
              : "<a href=\"%s\">%s</a>".formatted(Page.escaped(link), Page.escaped(text));
      return isNumber()
          ? "<td class=\"number\" data-key=\"%s\">%s</td>".formatted(key, shown)
          : "<td>%s</td>".formatted(shown);
    }
  }

  Table(List<String> header) {
    this.header = List.copyOf(header);
  }

  void row(List<Cell> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "a row of this table has " + header.size() + " cells, got " + cells.size());
    }
    rows.add(List.copyOf(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** As a table of Markdown, a line per row. */
  String markdown() {
    StringBuilder lines = new StringBuilder(line(header));
    lines.append("|").append(" --- |".repeat(header.size())).append('\n');
    rows.forEach(row -> lines.append(line(row.stream().map(Cell::text).toList())));
    return lines.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  String html() {
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\"><table class=\"sortable\"><thead><tr>");
    for (int column = 0; column < header.size(); column++) {
      int place = column;
      boolean numbers = rows.stream().anyMatch(row -> row.get(place).isNumber());
      html.append(
          "<th scope=\"col\"%s><button type=\"button\">%s</button></th>"
              .formatted(numbers ? " class=\"number\"" : "", Page.escaped(header.get(column))));
    }
    html.append("</tr></thead><tbody>\n");
    for (List<Cell> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append(cell.html()));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>").toString();
  }
}
