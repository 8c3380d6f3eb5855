package org.strideml.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.strideml.jobs.chart.Ink;
import org.strideml.jobs.chart.Svg;

/**
 * One HTML page with everything in it: style, script, pictures. Whatever text is handed in is
 * escaped here.
 */
public final class Page {
  private final String title;
  private final StringBuilder body = new StringBuilder();

  public Page(String title) {
    this.title = title;
  }

  /** A page with one sentence. */
  public static Page saying(String title, String sentence) {
    Page page = new Page(title);
    page.heading(sentence, List.of());
    return page;
  }

  /** A number that is meant to be read first. */
  public record Tile(String name, String value, String note) {}

  void heading(String subtitle, List<Tile> tiles) {
    body.append("<header><h1>%s</h1><p>%s</p>".formatted(escaped(title), escaped(subtitle)));
    if (!tiles.isEmpty()) {
      body.append("<dl class=\"tiles\">");
      for (Tile tile : tiles) {
        body.append(
            "<div><dt>%s</dt><dd>%s</dd><dd class=\"note\">%s</dd></div>"
                .formatted(escaped(tile.name), escaped(tile.value), escaped(tile.note)));
      }
      body.append("</dl>");
    }
    body.append("</header>\n");
  }

  void findings(List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    body.append("<section><h2>What follows</h2><ul class=\"findings\">");
    for (Finding finding : findings) {
      body.append(
          "<li><strong>%s</strong> %s</li>"
              .formatted(escaped(finding.headline()), escaped(finding.detail())));
    }
    body.append("</ul></section>\n");
  }

  void section(Section section) {
    if (section.pictures().isEmpty()) {
      return;
    }
    open(section.title(), section.note());
    body.append("<div class=\"pictures\">\n");
    for (Svg picture : section.pictures()) {
      body.append(
          "<figure><figcaption>%s</figcaption>%s</figure>\n"
              .formatted(escaped(picture.title()), picture.embedded()));
    }
    body.append("</div></section>\n");
  }

  void table(String heading, String note, Table table) {
    if (!table.isEmpty()) {
      open(heading, note);
      body.append(table.html()).append("</section>\n");
    }
  }

  private void open(String heading, String note) {
    body.append("<section><h2>%s</h2>".formatted(escaped(heading)));
    if (!note.isEmpty()) {
      body.append("<p class=\"note\">%s</p>".formatted(escaped(note)));
    }
  }

  void footer(String text) {
    body.append("<footer><p>%s</p></footer>\n".formatted(escaped(text)));
  }

  /** What lies within the page's {@code main} element. */
  public String body() {
    return body.toString();
  }

  /** The whole file. */
  public String html() {
    return html(resource("sort.js"));
  }

  /**
   * The whole file with more than the usual script.
   *
   * @param script of this project; not escaped
   */
  public String html(String script) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>%s</title>
        <style>
        %s%s</style>
        </head>
        <body>
        <main>
        %s</main>
        <script>
        %s</script>
        </body>
        </html>
        """
        .formatted(escaped(title), Ink.style(".chart"), resource("report.css"), body, script);
  }

  /** A file beside this class. */
  public static String resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing from the jar; build it again");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from the jar", e);
    }
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace(" %", "\u00a0%");
  }
}
