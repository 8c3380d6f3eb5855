package org.strideml.jobs.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A picture of numbers over two axes, drawn in the order things are added. Points with a coordinate
 * that is not finite are left out; a line has a gap there.
 *
 * <p>Sizes are those on a phone, {@value #WIDTH} pixels wide; on a wider page a picture grows as a
 * whole.
 */
public final class Chart {
  static final int WIDTH = 360;
  private static final int HEIGHT = 225;
  private static final double LINE = 0.9;
  private static final double HAIRLINE = 0.35;
  private static final double POINT = 2.6;
  private static final double TEXT = 5.6;
  private static final int SIDE = 6;

  private final Axis x;
  private final Axis y;
  private final List<Map<String, Object>> layers = new ArrayList<>();
  private int height = HEIGHT;
  private int right = SIDE;
  private boolean grid = true;

  public Chart(Axis x, Axis y) {
    this.x = x;
    this.y = y;
  }

  /** Makes it higher or lower than it would be. */
  public Chart height(int pixels) {
    height = pixels;
    return this;
  }

  /** Leaves room for labels on the right of what is drawn. */
  public Chart roomRight(int pixels) {
    right = pixels;
    return this;
  }

  /** Where the chart ends, as a number of the data; labels may stand beside it. */
  public double right() {
    return x.scale().back(x.high());
  }

  /** For areas that are their own grid. */
  public Chart withoutGrid() {
    grid = false;
    return this;
  }

  /** A curve through points in the order given. */
  public Chart line(Ink ink, double[] xs, double[] ys) {
    return line(ink, 1, xs, ys);
  }

  /**
   * @param weight 1 for a line that is meant to be seen, less for those behind it
   */
  public Chart line(Ink ink, double weight, double[] xs, double[] ys) {
    double[] across = x.of(xs);
    double[] up = y.of(ys);
    List<Double> keptX = new ArrayList<>();
    List<Double> keptY = new ArrayList<>();
    for (int i = 0; i <= across.length; i++) {
      boolean drawn = i < across.length && isFinite(across[i], up[i]);
      if (drawn) {
        keptX.add(across[i]);
        keptY.add(up[i]);
      } else if (keptX.size() > 1) {
        Map<String, Object> layer = layer("path", "x", keptX, "y", keptY);
        layer.put("color", ink.mark());
        layer.put("size", LINE * weight);
        keptX = new ArrayList<>();
        keptY = new ArrayList<>();
      } else {
        keptX.clear();
        keptY.clear();
      }
    }
    return this;
  }

  /** Dots. */
  public Chart points(Ink ink, double[] xs, double[] ys) {
    return points(ink, 1, xs, ys);
  }

  /**
   * @param size 1 for usual dots
   */
  public Chart points(Ink ink, double size, double[] xs, double[] ys) {
    double[] across = x.of(xs);
    double[] up = y.of(ys);
    int[] kept = kept(across, up);
    if (kept.length > 0) {
      Map<String, Object> layer = layer("point", "x", at(across, kept), "y", at(up, kept));
      layer.put("color", ink.mark());
      layer.put("size", POINT * size);
    }
    return this;
  }

  /** A filled rectangle between two corners. */
  public Chart block(Ink ink, double x0, double x1, double y0, double y1) {
    return block(ink, 1, x0, x1, y0, y1);
  }

  /**
   * @param opacity of the filling, above 0 and at most 1
   */
  public Chart block(Ink ink, double opacity, double x0, double x1, double y0, double y1) {
    double[] across = x.of(new double[] {x0, x1});
    double[] up = y.of(new double[] {y0, y1});
    Map<String, Object> layer =
        layer(
            "rect",
            "xmin",
            List.of(across[0]),
            "ymin",
            List.of(up[0]),
            "xmax",
            List.of(across[1]),
            "ymax",
            List.of(up[1]));
    layer.put("fill", ink.mark());
    layer.put("alpha", opacity);
    layer.put("size", 0);
    return this;
  }

  /** The area between two curves. */
  public Chart ribbon(Ink ink, double opacity, double[] xs, double[] lows, double[] highs) {
    double[] across = x.of(xs);
    double[] low = y.of(lows);
    double[] high = y.of(highs);
    int[] kept = kept(across, low, high);
    if (kept.length > 1) {
      Map<String, Object> layer =
          layer("ribbon", "x", at(across, kept), "ymin", at(low, kept), "ymax", at(high, kept));
      layer.put("fill", ink.mark());
      layer.put("alpha", opacity);
      layer.put("size", 0);
    }
    return this;
  }

  /** A straight thin line. */
  public Chart segment(Ink ink, double weight, double x0, double y0, double x1, double y1) {
    double[] across = x.of(new double[] {x0, x1});
    double[] up = y.of(new double[] {y0, y1});
    if (isFinite(across[0], across[1], up[0], up[1])) {
      Map<String, Object> layer =
          layer(
              "segment",
              "x",
              List.of(across[0]),
              "y",
              List.of(up[0]),
              "xend",
              List.of(across[1]),
              "yend",
              List.of(up[1]));
      layer.put("color", ink.mark());
      layer.put("size", LINE * weight);
    }
    return this;
  }

  /** Which point of a text lies at its place. */
  public enum Anchor {
    /** It begins a little to the right of its place. */
    LEFT("left", "center", 0.02),
    /** It ends a little to the left of its place. */
    RIGHT("right", "center", -0.02),
    MIDDLE("middle", "center", 0),
    ABOVE("middle", "bottom", 0);

    private final String horizontal;
    private final String vertical;

    /** Between place and words, as a share of the chart's width. */
    private final double gap;

    Anchor(String horizontal, String vertical, double gap) {
      this.horizontal = horizontal;
      this.vertical = vertical;
      this.gap = gap;
    }
  }

  /** Words at a place. */
  public Chart text(Ink ink, Anchor anchor, double atX, double atY, String words) {
    double across = x.of(new double[] {atX})[0];
    double up = y.of(new double[] {atY})[0];
    if (isFinite(across, up)) {
      Map<String, Object> layer =
          layer("text", "x", List.of(across), "y", List.of(up), "label", List.of(words));
      layer.put("color", ink.mark());
      layer.put("size", TEXT);
      layer.put("hjust", anchor.horizontal);
      layer.put("vjust", anchor.vertical);
      layer.put(
          "position", Map.of("name", "nudge", "x", anchor.gap * (x.high() - x.low()), "y", 0));
    }
    return this;
  }

  /** Words beside the ends of curves, moved apart where they would touch. */
  public Chart labels(List<Label> labels) {
    return labels(labels, Anchor.LEFT);
  }

  /** The same on the side that {@code anchor} says. */
  public Chart labels(List<Label> labels, Anchor anchor) {
    LabelColumn.apart(labels, y, height)
        .forEach(label -> text(label.ink(), anchor, label.x(), label.y(), label.text()));
    return this;
  }

  /** Words at the end of a curve, in data's terms. */
  public record Label(Ink ink, double x, double y, String text) {}

  /** The picture. */
  public Svg svg(String title) {
    return Svg.of(title, spec(), WIDTH, height);
  }

  private Map<String, Object> layer(String geom, Object... aesthetics) {
    Map<String, Object> data = new LinkedHashMap<>();
    Map<String, Object> mapping = new LinkedHashMap<>();
    for (int i = 0; i < aesthetics.length; i += 2) {
      data.put((String) aesthetics[i], aesthetics[i + 1]);
      mapping.put((String) aesthetics[i], aesthetics[i]);
    }
    Map<String, Object> layer = new LinkedHashMap<>();
    layer.put("geom", geom);
    layer.put("stat", "identity");
    layer.put("position", "identity");
    layer.put("sampling", "none");
    layer.put("show_legend", false);
    layer.put("data", data);
    layer.put("mapping", mapping);
    layers.add(layer);
    return layer;
  }

  private Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("kind", "plot");
    spec.put("ggsize", new LinkedHashMap<>(Map.of("width", WIDTH, "height", height)));
    List<Map<String, Object>> drawn = new ArrayList<>(layers);
    if (drawn.isEmpty()) {
      Map<String, Object> nothing = layer("point", "x", List.of(x.low()), "y", List.of(y.low()));
      nothing.put("alpha", 0);
      drawn.add(nothing);
      layers.remove(nothing);
    }
    spec.put("layers", drawn);
    spec.put("scales", new ArrayList<>(List.of(scale("x", x), scale("y", y))));
    spec.put("theme", theme());
    return spec;
  }

  private static Map<String, Object> scale(String aesthetic, Axis axis) {
    Map<String, Object> scale = new LinkedHashMap<>();
    scale.put("aesthetic", aesthetic);
    scale.put("name", axis.title());
    scale.put("limits", new ArrayList<>(List.of(axis.low(), axis.high())));
    scale.put("expand", new ArrayList<>(List.of(0, 0)));
    scale.put("breaks", new ArrayList<>(axis.ticks().stream().map(Axis.Tick::at).toList()));
    scale.put("labels", new ArrayList<>(axis.ticks().stream().map(Axis.Tick::label).toList()));
    return scale;
  }

  private Map<String, Object> theme() {
    Map<String, Object> theme = new LinkedHashMap<>();
    Map<String, Object> blank = Map.of("blank", true);
    theme.put("name", "none");
    for (String none :
        List.of(
            "plot_background",
            "panel_background",
            "panel_border",
            "panel_grid_minor",
            "panel_grid_major_x",
            "axis_line",
            "axis_ticks",
            "legend_background")) {
      theme.put(none, blank);
    }
    theme.put(
        "panel_grid_major_y",
        grid ? Map.of("color", Ink.GRID.mark(), "size", HAIRLINE * 2, "blank", false) : blank);
    Map<String, Object> small = Map.of("color", Ink.MUTED.mark(), "size", 12, "blank", false);
    theme.put("axis_text_x", Map.of("color", Ink.MUTED.mark(), "size", 12, "angle", 0));
    theme.put("axis_text_y", small);
    theme.put("axis_title_x", x.title().isEmpty() ? blank : small);
    theme.put("axis_title_y", y.title().isEmpty() ? blank : small);
    theme.put("plot_margin", Map.of("t", SIDE, "r", right, "b", 2, "l", 2));
    theme.put("legend_position", "none");
    return theme;
  }

  private static boolean isFinite(double... coordinates) {
    return DoubleStream.of(coordinates).allMatch(Double::isFinite);
  }

  private static int[] kept(double[]... coordinates) {
    return IntStream.range(0, coordinates[0].length)
        .filter(i -> isFinite(DoubleStream.of(column(coordinates, i)).toArray()))
        .toArray();
  }

  private static double[] column(double[][] coordinates, int i) {
    double[] column = new double[coordinates.length];
    for (int row = 0; row < column.length; row++) {
      column[row] = coordinates[row][i];
    }
    return column;
  }

  private static List<Double> at(double[] numbers, int[] places) {
    return new ArrayList<>(IntStream.of(places).mapToObj(i -> numbers[i]).toList());
  }
}
