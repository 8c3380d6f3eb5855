package org.strideml.trainer.data;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The rows of a libsvm file, plain or .gz, one after the other. Lines that cannot be used are
 * errors or are left out and counted.
 */
final class LibsvmLines implements Closeable {
  /** What becomes of lines that cannot be used. */
  enum Reading {
    /** They are errors, and so are features that were not there to learn from. */
    FAIL,
    /** They are left out, and so are such features. */
    DROP,
    /** They are errors, such features are left out, and labels may be anything. */
    FOR_SCORES;

    static Reading of(boolean drops) {
      return drops ? DROP : FAIL;
    }
  }

  private final String path;
  private final LibsvmPreprocessing learned;
  private final Reading reading;
  private final BufferedReader lines;
  private final LibsvmRow row = new LibsvmRow();
  private long number;
  private long droppedRows;
  private long droppedFeatures;

  /**
   * @param learned what labels and indices must be; {@code null} while that is being learned
   */
  LibsvmLines(DataFiles files, String path, LibsvmPreprocessing learned, Reading reading) {
    this.path = path;
    this.learned = learned;
    this.reading = reading;
    // Comments may be in any encoding; everything else is ASCII.
    this.lines =
        new BufferedReader(
            new InputStreamReader(files.open(path), StandardCharsets.ISO_8859_1), 1 << 16);
  }

  /** Steps to the next row; false at the end. */
  boolean next() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (LibsvmRow.isEmpty(line)) {
        continue;
      }
      try {
        row.parse(line);
        if (learned != null) {
          check();
        }
        return true;
      } catch (LibsvmRow.BadRow bad) {
        if (reading != Reading.DROP) {
          throw bad.at(path + ", line " + number);
        }
        droppedRows++;
      }
    }
    return false;
  }

  private void check() throws LibsvmRow.BadRow {
    row.shift(learned.firstIndex());
    if (reading != Reading.FOR_SCORES && !learned.labels().isEmpty()) {
      row.setTarget(learned.classOf(row.label()));
      if (row.target() < 0) {
        throw new LibsvmRow.BadRow(
            "one of the labels " + learned.labels(), Double.toString(row.label()));
      }
    }
    int last = row.count() - 1;
    if (last >= 0 && row.id(last) >= learned.features()) {
      if (reading == Reading.FAIL) {
        throw new LibsvmRow.BadRow(
            "indices up to " + (learned.features() - 1 + learned.firstIndex()),
            "index " + ((long) row.id(last) + learned.firstIndex()));
      }
      droppedFeatures += row.truncate(learned.features());
    }
  }

  LibsvmRow row() {
    return row;
  }

  /** Lines left out so far. */
  long droppedRows() {
    return droppedRows;
  }

  /** Features left out so far, of rows that were not. */
  long droppedFeatures() {
    return droppedFeatures;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
