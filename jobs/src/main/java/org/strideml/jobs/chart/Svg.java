package org.strideml.jobs.chart;

import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A finished picture.
 *
 * <p>What the plotting library writes is thinned: its style sheet and clipping go, numbers keep two
 * decimals, and colours become classes of {@link Ink} so that a page decides what they look like.
 * The colours on white stay in the attributes, for programs that know no style sheets.
 */
public final class Svg {
  private static final Pattern STYLE_SHEET = Pattern.compile("(?s)<style.*?</style>");
  private static final Pattern DEFINITIONS = Pattern.compile("(?s)<defs>.*?</defs>");
  private static final Pattern CLIPPING =
      Pattern.compile(" clip-(?:path|bounds-jfx)=\"[^\"]*\"| id=\"[^\"]*\"");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(?:E-?\\d+)?");
  private static final Pattern TAG = Pattern.compile("<([a-z]+)([^>]*?)(/?)>");
  private static final Pattern PAINT =
      Pattern.compile("\\b(fill|stroke)(?:=\"|:)(?:rgb\\(1,2,(\\d+)\\)|#0102([0-9a-f]{2}))[\";]");
  private static final Pattern CLASS = Pattern.compile(" class=\"([^\"]*)\"");
  private static final Pattern INLINE_STYLE = Pattern.compile(" style=\"[^\"]*\"");
  private static final Pattern BLANKS = Pattern.compile("\\s*\\n\\s*");
  private static final int TITLE_HEIGHT = 26;
  private static final String FONT = "font-family=\"system-ui,sans-serif\" font-size=\"12\"";

  private final String title;
  private final String inside;
  private final int width;
  private final int height;

  private Svg(String title, String inside, int width, int height) {
    this.title = title;
    this.inside = inside;
    this.width = width;
    this.height = height;
  }

  /** One picture at a time: nobody promises that the library may be used by several threads. */
  static synchronized Svg of(String title, Map<String, Object> spec, int width, int height) {
    String raw =
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
            spec,
            null,
            (w, h, pixels) -> {
              throw new IllegalStateException("no chart of ours has pixels");
            },
            false);
    if (!raw.contains("plt-container")) {
      throw new IllegalStateException("Lets-Plot cannot draw " + title + ": " + raw);
    }
    return new Svg(title, thinned(raw), width, height);
  }

  private static String thinned(String raw) {
    String text =
        raw.substring(raw.indexOf('>', raw.indexOf("<svg")) + 1, raw.lastIndexOf("</svg>"));
    text = STYLE_SHEET.matcher(text).replaceAll("");
    text = DEFINITIONS.matcher(text).replaceAll("");
    text = CLIPPING.matcher(text).replaceAll("");
    text = TAG.matcher(text).replaceAll(tag -> Matcher.quoteReplacement(painted(tag)));
    return BLANKS.matcher(text).replaceAll("").strip();
  }

  private static String shorter(MatchResult number) {
    String text = String.format(Locale.ROOT, "%.2f", Double.parseDouble(number.group()));
    return text.replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
  }

  /** The tag with a class for each colour it has. */
  private static String painted(MatchResult tag) {
    String attributes = NUMBER.matcher(tag.group(2)).replaceAll(Svg::shorter);
    StringBuilder classes = new StringBuilder();
    StringBuilder paints = new StringBuilder();
    Matcher paint = PAINT.matcher(attributes);
    while (paint.find()) {
      int role =
          paint.group(2) != null
              ? Integer.parseInt(paint.group(2))
              : Integer.parseInt(paint.group(3), 16);
      Ink ink = Ink.values()[role];
      classes.append(' ').append(paint.group(1).charAt(0)).append('-').append(ink.css());
      paints.append(" %s=\"%s\"".formatted(paint.group(1), ink.light()));
    }
    Matcher named = CLASS.matcher(attributes);
    if (named.find() && named.group(1).startsWith("axis-")) {
      classes.append(' ').append('f').append('-').append(Ink.MUTED.css());
      paints.append(" fill=\"%s\"".formatted(Ink.MUTED.light()));
    }
    if (classes.isEmpty()) {
      return "<%s%s%s>".formatted(tag.group(1), attributes, tag.group(3));
    }
    attributes = PAINT.matcher(attributes).replaceAll("");
    attributes = CLASS.matcher(attributes).replaceAll("");
    attributes = INLINE_STYLE.matcher(attributes).replaceAll("");
    return "<%s class=\"%s\"%s %s%s>"
        .formatted(
            tag.group(1),
            classes.toString().strip(),
            paints,
            attributes.strip().replaceAll("\\s+", " "),
            tag.group(3));
  }

  public String title() {
    return title;
  }

  /** For a page that has {@link Ink#style} for {@code .chart}. */
  public String embedded() {
    return "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\" %s>%s</svg>"
        .formatted(width, height, escaped(title), FONT, inside);
  }

  /** A file of its own, with its title in it, on the paper of its surroundings. */
  public String file() {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 %d %d" width="%d" height="%d" %s>
        <style>
        %s</style>
        <title>%s</title>
        <rect class="f-paper" fill="%s" width="100%%" height="100%%"/>
        <text class="f-text" fill="%s" x="8" y="19" font-size="14" font-weight="600">%s</text>
        <g transform="translate(0,%d)">%s</g>
        </svg>
        """
        .formatted(
            width,
            height + TITLE_HEIGHT,
            2 * width,
            2 * (height + TITLE_HEIGHT),
            FONT,
            Ink.style(".chart"),
            escaped(title),
            Ink.PAPER.light(),
            Ink.TEXT.light(),
            escaped(title),
            TITLE_HEIGHT,
            inside);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
