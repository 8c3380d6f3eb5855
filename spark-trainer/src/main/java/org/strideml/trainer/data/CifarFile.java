package org.strideml.trainer.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file in CIFAR-10's binary form, plain or gzip: records of a label byte, then the red, the green
 * and the blue plane of 32 × 32 pixels. See www.cs.toronto.edu/~kriz/cifar.html.
 */
final class CifarFile implements Closeable {
  static final int CHANNELS = 3;
  static final int EXTENT = 32;
  static final int CLASSES = 10;
  static final int PIXELS = CHANNELS * EXTENT * EXTENT;
  private static final int RECORD = 1 + PIXELS;
  private static final int BUFFER_BYTES = 1 << 16;

  private final String path;
  private final InputStream in;
  private long row;
  private int label;

  private CifarFile(String path, InputStream in) {
    this.path = path;
    this.in = in;
  }

  static CifarFile open(DataFiles files, String path) {
    return new CifarFile(path, new BufferedInputStream(files.open(path), BUFFER_BYTES));
  }

  /**
   * Steps to the next record.
   *
   * @param pixels receives its planes
   * @return false at the end of the file
   * @throws DataException when the label is none or the file ends within a record
   */
  boolean next(byte[] pixels) throws IOException {
    long start = row * RECORD;
    int first = in.read();
    if (first < 0) {
      return false;
    }
    if (first >= CLASSES) {
      throw new DataException(
          path + " at byte " + start + ", row " + row,
          "a label in [0, " + CLASSES + ")",
          Integer.toString(first),
          "fetch the file again, and check that it is CIFAR-10's binary version");
    }
    int got = in.readNBytes(pixels, 0, PIXELS);
    if (got < PIXELS) {
      throw new DataException(
          path + " at byte " + (start + 1 + got),
          "the rest of row " + row + ", which has " + RECORD + " bytes",
          "the end of the file",
          "fetch the file again");
    }
    label = first;
    row++;
    return true;
  }

  /** Of the last record. */
  int label() {
    return label;
  }

  /** Records read. */
  long rows() {
    return row;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
