package org.strideml.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.terminal.Figures;

/**
 * A sweep's tables and pictures as a part of a Markdown document, between two comments, so that
 * writing it again replaces it. Pictures lie in {@code pictures} beside the document.
 */
final class DocumentPart {
  private static final String PICTURES = "pictures";

  private final SweepRecord sweep;
  private final String name;

  DocumentPart(SweepRecord sweep) {
    this.sweep = sweep;
    this.name = sweep.result().name();
  }

  private String begin() {
    return "<!-- report " + name + " -->";
  }

  private String end() {
    return "<!-- end " + name + " -->";
  }

  /**
   * Writes it.
   *
   * @param document made when it does not exist; else it has the two comments
   * @return the files that were written
   * @throws ConfigException when the document has no place for it
   */
  List<String> write(Path document) {
    try {
      String around =
          Files.exists(document) ? Files.readString(document) : begin() + "\n" + end() + "\n";
      int from = around.indexOf(begin());
      int to = around.indexOf(end());
      if (from < 0 || to < from) {
        throw new ConfigException(
            "%s must have a line %s and below it a line %s where the part belongs, got no such pair"
                .formatted(document, begin(), end()));
      }
      Path folder = document.toAbsolutePath().getParent().resolve(PICTURES);
      Files.createDirectories(folder);
      List<String> written = new ArrayList<>();
      List<Svg> pictures = pictures();
      for (Svg picture : pictures) {
        Path file = folder.resolve(fileName(picture));
        AtomicFile.write(file, picture.file());
        written.add(file.toString());
      }
      AtomicFile.write(
          document,
          around.substring(0, from)
              + begin()
              + "\n"
              + text(document, pictures)
              + around.substring(to));
      written.add(0, document.toString());
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into " + document + ": " + e.getMessage(), e);
    }
  }

  private String fileName(Svg picture) {
    return name + "-" + Report.fileName(picture.title());
  }

  private List<Svg> pictures() {
    List<Svg> pictures = new ArrayList<>(new OutcomePictures(sweep).all());
    new SweepPictures(sweep).quality().ifPresent(pictures::add);
    return pictures;
  }

  private String text(Path document, List<Svg> pictures) {
    StringBuilder text = new StringBuilder();
    text.append("`scripts/stride report %s --markdown %s`\n\n".formatted(sweep.folder(), document));
    Table outcomes = new OutcomesTable(sweep).table();
    if (!outcomes.isEmpty()) {
      text.append(outcomes.markdown()).append('\n');
    }
    for (Svg picture : pictures) {
      text.append("![%s](%s/%s)\n".formatted(picture.title(), PICTURES, fileName(picture)));
    }
    text.append('\n').append(new SettingsTable(sweep).table(false).markdown());
    text.append(
        "\nMeans over seeds ± half a %s interval.\n"
            .formatted(Figures.percent(sweep.result().confidence(), 0)));
    return text.toString();
  }
}
