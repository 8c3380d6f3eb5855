package org.strideml.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.strideml.jobs.chart.Svg;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.sweep.result.SweepFile;

/** The report of whatever lies in a folder. */
public final class Report {
  /** Its name in that folder. */
  public static final String NAME = "report.html";

  private final Path folder;
  private final Page page;
  private final List<Section> sections;

  private Report(Path folder, Page page, List<Section> sections) {
    this.folder = folder;
    this.page = page;
    this.sections = sections;
  }

  /**
   * Reads the folder of a run or of a sweep.
   *
   * @throws org.strideml.jobs.config.ConfigException when it is neither
   */
  public static Report of(Path folder) {
    if (SweepFile.isIn(folder)) {
      SweepRecord sweep = SweepRecord.read(folder);
      List<Section> pictures = new SweepPictures(sweep).sections();
      return new Report(folder, SweepReport.page(sweep, pictures), pictures);
    }
    RunRecord run = RunRecord.read(folder);
    List<Section> pictures = new RunPictures(run).sections();
    return new Report(folder, RunReport.page(run, pictures), pictures);
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

  private static String fileName(String title) {
    return title
            .toLowerCase(Locale.ROOT)
            .replace("²", "2")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "")
        + ".svg";
  }
}
