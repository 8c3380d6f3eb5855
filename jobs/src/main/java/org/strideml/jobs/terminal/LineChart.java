package org.strideml.jobs.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.strideml.jobs.terminal.Terminal.Colour;

/**
 * Curves drawn with braille characters, two dots wide and four high per cell, over axes with round
 * numbers.
 */
public final class LineChart {
  private static final int BRAILLE = 0x2800;

  /** Bit of the dot in column x, row y of a cell. */
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private final Terminal terminal;
  private final int width;
  private final int height;
  private final List<Series> series = new ArrayList<>();

  /** Points of one curve; x ascending. */
  private record Series(String name, Colour colour, boolean markers, double[] x, double[] y) {}

  /**
   * @param width of the drawing area in characters
   * @param height of the drawing area in lines
   */
  public LineChart(Terminal terminal, int width, int height) {
    this.terminal = terminal;
    this.width = width;
    this.height = height;
  }

  /** Adds a curve; points that are not finite are left out. */
  public LineChart curve(String name, Colour colour, double[] x, double[] y) {
    series.add(new Series(name, colour, false, x, y));
    return this;
  }

  /** Adds points, each marked with a dot. */
  public LineChart points(String name, Colour colour, double[] x, double[] y) {
    series.add(new Series(name, colour, true, x, y));
    return this;
  }

  /** Lines of text; none when there is nothing to draw. */
  public List<String> lines(String xName) {
    Range xs = Range.of(series.stream().map(Series::x).toList());
    Range ys = Range.of(series.stream().map(Series::y).toList());
    if (xs.isEmpty() || ys.isEmpty()) {
      return List.of();
    }
    Ticks vertical = Ticks.covering(ys, Math.max(2, height / 3));
    Ticks horizontal = Ticks.covering(xs, Math.max(2, width / 14));
    Canvas canvas = new Canvas(xs.padded(), vertical.range());
    series.forEach(canvas::draw);
    List<String> lines = new ArrayList<>();
    int margin = vertical.labels().stream().mapToInt(String::length).max().orElse(0) + 1;
    for (int row = 0; row < height; row++) {
      String label = vertical.labelAt(row, height);
      lines.add(
          terminal.in(
                  Colour.GREY,
                  " ".repeat(margin - label.length()) + label + (label.isEmpty() ? " │" : " ┤"))
              + canvas.row(row));
    }
    lines.addAll(horizontalAxis(horizontal, xs.padded(), margin, xName));
    lines.add(" ".repeat(margin + 3) + legend());
    return lines;
  }

  private String legend() {
    return String.join(
        "    ",
        series.stream()
            .filter(one -> one.x.length > 0)
            .map(one -> terminal.in(one.colour, one.markers ? "●" : "━━") + " " + one.name)
            .toList());
  }

  private List<String> horizontalAxis(Ticks ticks, Range range, int margin, String name) {
    StringBuilder axis = new StringBuilder("─".repeat(width));
    StringBuilder labels = new StringBuilder(" ".repeat(width + 12));
    int free = 0;
    for (int i = 0; i < ticks.values().size(); i++) {
      double value = ticks.values().get(i);
      if (value < range.least || value > range.most) {
        continue;
      }
      int column = (int) Math.round(range.part(value) * (width - 1));
      axis.setCharAt(column, '┬');
      String label = ticks.labels().get(i);
      int start = Math.max(0, column - label.length() / 2);
      if (start >= free) {
        labels.replace(start, start + label.length(), label);
        free = start + label.length() + 1;
      }
    }
    labels.replace(free, free + name.length(), name);
    return List.of(
        terminal.in(Colour.GREY, " ".repeat(margin) + " └" + axis),
        terminal.in(Colour.GREY, " ".repeat(margin + 2) + labels.toString().stripTrailing()));
  }

  /** Smallest and largest of some numbers. */
  private record Range(double least, double most) {
    static Range of(List<double[]> numbers) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (double[] some : numbers) {
        for (double number : some) {
          if (Double.isFinite(number)) {
            least = Math.min(least, number);
            most = Math.max(most, number);
          }
        }
      }
      return new Range(least, most);
    }

    boolean isEmpty() {
      return least > most;
    }

    Range padded() {
      return most > least ? this : new Range(least - 0.5, least + 0.5);
    }

    double part(double value) {
      return (value - least) / (most - least);
    }
  }

  /** Round numbers that cover a range. */
  private record Ticks(List<Double> values, List<String> labels) {
    static Ticks covering(Range range, int about) {
      Range padded = range.padded();
      double rough = (padded.most - padded.least) / about;
      double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
      double ratio = rough / magnitude;
      double step = magnitude * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
      int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
      List<Double> values = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      double first = Math.floor(padded.least / step + 1e-9) * step;
      for (int i = 0; i == 0 || first + (i - 1) * step < padded.most - 1e-9 * step; i++) {
        double value = first + i * step;
        values.add(value);
        labels.add(
            value >= 100_000
                ? Figures.count(value)
                : String.format(Locale.ROOT, "%." + decimals + "f", value));
      }
      return new Ticks(values, labels);
    }

    Range range() {
      return new Range(values.get(0), values.get(values.size() - 1));
    }

    /** Label that belongs beside a row counted from the top; empty for none. */
    String labelAt(int row, int height) {
      for (int i = 0; i < values.size(); i++) {
        long line = Math.round((1 - range().part(values.get(i))) * (height - 1));
        if (line == row) {
          return labels.get(i);
        }
      }
      return "";
    }
  }

  /** The drawing area as cells of eight dots; the last series to touch a cell colours it. */
  private final class Canvas {
    private final Range xs;
    private final Range ys;
    private final int[][] dots = new int[height][width];
    private final int[][] owner = new int[height][width];
    private final boolean[][] marked = new boolean[height][width];

    Canvas(Range xs, Range ys) {
      this.xs = xs;
      this.ys = ys;
    }

    void draw(Series one) {
      int index = series.indexOf(one);
      int lastX = -1;
      int lastY = -1;
      for (int i = 0; i < one.x.length; i++) {
        if (!Double.isFinite(one.x[i]) || !Double.isFinite(one.y[i])) {
          continue;
        }
        int x = (int) Math.round(xs.part(one.x[i]) * (2 * width - 1));
        int y = (int) Math.round((1 - ys.part(one.y[i])) * (4 * (height - 1))) + 1;
        if (one.markers) {
          marked[y / 4][x / 2] = true;
          owner[y / 4][x / 2] = index;
        } else {
          segment(lastX < 0 ? x : lastX, lastX < 0 ? y : lastY, x, y, index);
        }
        lastX = x;
        lastY = y;
      }
    }

    private void segment(int x0, int y0, int x1, int y1, int index) {
      int steps = Math.max(1, Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
      for (int i = 0; i <= steps; i++) {
        int x = x0 + Math.round((float) (x1 - x0) * i / steps);
        int y = y0 + Math.round((float) (y1 - y0) * i / steps);
        dots[y / 4][x / 2] |= DOTS[y % 4][x % 2];
        owner[y / 4][x / 2] = index;
      }
    }

    String row(int row) {
      StringBuilder text = new StringBuilder();
      for (int column = 0; column < width; column++) {
        if (marked[row][column]) {
          text.append(terminal.in(series.get(owner[row][column]).colour, "●"));
        } else if (dots[row][column] != 0) {
          String cell = String.valueOf((char) (BRAILLE + dots[row][column]));
          text.append(terminal.in(series.get(owner[row][column]).colour, cell));
        } else {
          text.append(' ');
        }
      }
      return text.toString().stripTrailing();
    }
  }
}
