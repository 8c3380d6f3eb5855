package org.strideml.trainer.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Rows as files hold them, in canonical order: files sorted by path, each front to back. Opened and
 * checked on the driver, then sent to the tasks that read.
 */
public interface RowSource extends RowSet, Serializable {
  /** Sorted by path, rows numbered without gaps. */
  List<SourceFile> files();

  /**
   * Opens one of {@link #files}.
   *
   * @throws DataException when it is gone or no longer what it was
   * @throws IOException when the file system fails
   */
  RowReader open(SourceFile file) throws IOException;

  /** Streams one of {@link #files} into {@code sink}, front to back. */
  default void read(SourceFile file, RowSink sink) throws IOException {
    try (RowReader reader = open(file)) {
      while (reader.next()) {
        sink.accept(reader.row(), reader.bytes(), reader.label());
      }
    }
  }

  /** Rows of all files. */
  @Override
  default long rows() {
    return files().stream().mapToLong(SourceFile::rows).sum();
  }
}
