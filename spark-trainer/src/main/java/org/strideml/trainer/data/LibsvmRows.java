package org.strideml.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import org.strideml.trainer.model.Batch;

/** Rows of a libsvm file to be scored: labels may be anything, unknown features are left out. */
public final class LibsvmRows implements Closeable {
  private final LibsvmLines lines;
  private final LibsvmFormat format;

  private LibsvmRows(LibsvmLines lines, LibsvmFormat format) {
    this.lines = lines;
    this.format = format;
  }

  /**
   * @throws DataException when there is no such file
   */
  public static LibsvmRows open(DataFiles files, String path, LibsvmPreprocessing learned) {
    LibsvmLines lines = new LibsvmLines(files, path, learned, LibsvmLines.Reading.FOR_SCORES);
    return new LibsvmRows(lines, learned.format());
  }

  /**
   * Fills a batch and sets its number of rows.
   *
   * @return rows read, fewer than the batch holds at the end; 0 when there are none left
   * @throws DataException when a line is no row
   */
  public int read(Batch batch) throws IOException {
    int count = 0;
    while (count < batch.capacity() && lines.next()) {
      format.decode(format.encode(lines.row()), 0, 0, batch, count++, null);
    }
    batch.setRows(count);
    return count;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
