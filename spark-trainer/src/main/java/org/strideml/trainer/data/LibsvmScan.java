package org.strideml.trainer.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.strideml.trainer.data.LibsvmLines.Reading;
import org.strideml.trainer.model.Head.Task;

/** Reads all libsvm files of a path once, in memory that does not grow with their rows. */
final class LibsvmScan {
  private static final int MOST_LABELS = 1 << 16;

  private final DataFiles dataFiles;
  private final String path;
  private final boolean drops;
  private final List<SourceFile> files = new ArrayList<>();
  private final TreeSet<Double> labels = new TreeSet<>();
  private int smallest = Integer.MAX_VALUE;
  private int largest = -1;
  private long rows;
  private long droppedRows;
  private long droppedFeatures;

  /** What was left out, and whether anything may be. */
  record Counts(boolean drops, long droppedRows, long droppedFeatures) {}

  LibsvmScan(DataFiles dataFiles, String path, boolean drops) {
    this.dataFiles = dataFiles;
    this.path = path;
    this.drops = drops;
  }

  LibsvmSource learn(LibsvmSettings settings) {
    read(null);
    int firstIndex = settings.firstIndex().orElse(smallest == 0 ? 0 : 1);
    if (smallest < firstIndex) {
      throw new DataException(
          path, "indices from 1 on", "index 0", "set data.indexBase to 0 or auto");
    }
    if (largest < 0 || largest - firstIndex == Integer.MAX_VALUE) {
      throw new DataException(
          path,
          "features with indices below 2147483647",
          largest < 0 ? "none" : Integer.toString(largest),
          "check the file");
    }
    int found = largest - firstIndex + 1;
    int features = settings.features().orElse(found);
    Task task = settings.task().orElse(Task.BINARY);
    LibsvmPreprocessing learned =
        new LibsvmPreprocessing(features, firstIndex, task, classes(settings, task));
    // Only then can there be features to leave out or to refuse.
    return features < found
        ? new LibsvmScan(dataFiles, path, drops).check(learned)
        : source(learned);
  }

  LibsvmSource check(LibsvmPreprocessing learned) {
    read(learned);
    return source(learned);
  }

  private List<Double> classes(LibsvmSettings settings, Task task) {
    if (task == Task.REGRESSION) {
      return List.of();
    }
    boolean fits = task == Task.BINARY ? labels.size() == 2 : labels.size() >= 2;
    if (!fits || labels.size() > MOST_LABELS) {
      throw new DataException(
          path,
          task == Task.BINARY ? "two different labels" : "2 to " + MOST_LABELS + " labels",
          labels.size() <= 5 ? labels.toString() : "at least " + labels.size(),
          settings.task().isEmpty()
              ? "set model.task to multiclass or regression"
              : "change model.task, or check the labels");
    }
    return List.copyOf(labels);
  }

  private LibsvmSource source(LibsvmPreprocessing learned) {
    return new LibsvmSource(
        dataFiles, files, learned, new Counts(drops, droppedRows, droppedFeatures));
  }

  private void read(LibsvmPreprocessing learned) {
    for (String file : dataFiles.list(path)) {
      long first = rows;
      try (LibsvmLines lines = new LibsvmLines(dataFiles, file, learned, Reading.of(drops))) {
        while (lines.next()) {
          rows++;
          count(lines.row());
        }
        droppedRows += lines.droppedRows();
        droppedFeatures += lines.droppedFeatures();
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + file + " failed: " + e.getMessage(), e);
      }
      files.add(new SourceFile(file, first, rows - first));
    }
    if (rows == 0) {
      throw new DataException(
          path,
          "rows",
          droppedRows == 0 ? "none" : "none that can be used, " + droppedRows + " dropped",
          "check the file");
    }
  }

  private void count(LibsvmRow row) {
    if (labels.size() <= MOST_LABELS) {
      // So that −0 and 0 are one label.
      labels.add(row.label() + 0.0);
    }
    if (row.count() > 0) {
      smallest = Math.min(smallest, row.id(0));
      largest = Math.max(largest, row.id(row.count() - 1));
    }
  }
}
