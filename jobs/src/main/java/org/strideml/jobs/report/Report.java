package org.strideml.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.Expectation;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.sweep.result.SweepFile;

/** The report of whatever lies in a folder. */
public final class Report {
  /** Its name in that folder. */
  public static final String NAME = "report.html";

  private final Path folder;
  private final Page page;
  private final List<Section> sections;
  private final Optional<SweepRecord> sweep;

  private Report(Path folder, Page page, List<Section> sections, Optional<SweepRecord> sweep) {
    this.folder = folder;
    this.page = page;
    this.sections = sections;
    this.sweep = sweep;
  }

  /**
   * Reads the folder of a run or of a sweep.
   *
   * @throws org.strideml.jobs.config.ConfigException when it is neither
   */
  public static Report of(Path folder) {
    if (SweepFile.isIn(folder)) {
      return of(SweepRecord.read(folder));
    }
    RunRecord run = RunRecord.read(folder);
    List<Section> pictures = new RunPictures(run).sections();
    return new Report(folder, RunReport.page(run, pictures), pictures, Optional.empty());
  }

  private static Report of(SweepRecord sweep) {
    List<Section> pictures = new SweepPictures(sweep).sections();
    Page page = SweepReport.page(sweep, pictures);
    return new Report(sweep.folder(), page, pictures, Optional.of(sweep));
  }

  /**
   * The same of a sweep held against other expectations than those it was run with.
   *
   * @throws ConfigException when this is no sweep's
   */
  public Report expecting(List<Expectation> expectations) {
    return of(sweep("--expect").expecting(expectations));
  }

  /**
   * Puts a sweep's tables and pictures into a Markdown document; returns what was written.
   *
   * @throws ConfigException when this is no sweep's, or the document has no place for it
   */
  public List<String> writeInto(Path document) {
    return new DocumentPart(sweep("--markdown")).write(document);
  }

  private SweepRecord sweep(String option) {
    return sweep.orElseThrow(
        () ->
            new ConfigException(
                "%s goes with a sweep's folder, got %s, which has no %s"
                    .formatted(option, folder, SweepFile.NAME)));
  }

  public Page page() {
    return page;
  }

  /** Writes {@value #NAME} and returns where it is. */
  public Path write() {
    Path file = folder.resolve(NAME);
    AtomicFile.write(file, page.html());
    return file;
  }

  /** Writes each picture as an SVG file named after what it shows; returns the files' paths. */
  public List<String> writePictures(Path into) {
    try {
      Files.createDirectories(into);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + into + ": " + e.getMessage(), e);
    }
    List<String> files = new ArrayList<>();
    for (Section section : sections) {
      for (Svg picture : section.pictures()) {
        Path file = into.resolve(fileName(picture.title()));
        AtomicFile.write(file, picture.file());
        files.add(file.toString());
      }
    }
    return files;
  }

  /** A file name made of a picture's title. */
  static String fileName(String title) {
    return title
            .toLowerCase(Locale.ROOT)
            .replace("²", "2")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "")
        + ".svg";
  }
}
