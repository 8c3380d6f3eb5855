package org.strideml.trainer.data;

import java.io.IOException;

/** Reads one libsvm file row by row. */
final class LibsvmReader implements RowReader {
  private final LibsvmLines lines;
  private final SourceFile file;
  private final LibsvmFormat format;
  private long read;

  LibsvmReader(LibsvmLines lines, SourceFile file, LibsvmFormat format) {
    this.lines = lines;
    this.file = file;
    this.format = format;
  }

  @Override
  public boolean next() throws IOException {
    boolean more = lines.next();
    if (more ? read == file.rows() : read < file.rows()) {
      throw new DataException(
          file.path(),
          file.rows() + " rows, as when the run began",
          more ? "more" : Long.toString(read),
          "do not change files while they are read; start again");
    }
    read++;
    return more;
  }

  @Override
  public long row() {
    return file.firstRow() + read - 1;
  }

  @Override
  public byte[] bytes() {
    return format.encode(lines.row());
  }

  @Override
  public int label() {
    return 0;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
