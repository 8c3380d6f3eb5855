package org.strideml.trainer.data;

import java.io.IOException;

/** Reads one pair of IDX files row by row. */
final class IdxReader implements RowReader {
  private final IdxPair pair;
  private final SourceFile file;
  private final int classes;
  private final IdxFile images;
  private final IdxFile labels;
  private final byte[] pixels;
  private final byte[] label = new byte[1];
  private long read;

  IdxReader(DataFiles files, IdxPair pair, SourceFile file, ImagePreprocessing shape)
      throws IOException {
    this.pair = pair;
    this.file = file;
    this.classes = shape.classes();
    this.pixels = new byte[shape.pixels()];
    this.images = IdxFile.open(files, pair.images(), IdxFile.IMAGES);
    try {
      this.labels = IdxFile.open(files, pair.labels(), IdxFile.LABELS);
    } catch (IOException | RuntimeException e) {
      images.close();
      throw e;
    }
  }

  @Override
  public boolean next() throws IOException {
    if (read == file.rows()) {
      images.requireEnd();
      labels.requireEnd();
      return false;
    }
    images.read(pixels, "row " + read);
    labels.read(label, "row " + read);
    if (label() >= classes) {
      throw outOfRange(pair.labels(), read, classes, label());
    }
    read++;
    return true;
  }

  static DataException outOfRange(String path, long row, int classes, int label) {
    return new DataException(
        path + ", row " + row,
        "a label in [0, " + classes + ")",
        Integer.toString(label),
        "correct the file, or state the number of classes");
  }

  @Override
  public long row() {
    return file.firstRow() + read - 1;
  }

  @Override
  public byte[] bytes() {
    return pixels;
  }

  @Override
  public int label() {
    return label[0] & 0xff;
  }

  @Override
  public void close() throws IOException {
    try (images) {
      labels.close();
    }
  }
}
