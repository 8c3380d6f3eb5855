package org.strideml.trainer.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * An IDX file of unsigned bytes, open behind its header: a big-endian magic number {@code 0x0800 +
 * axes}, one big-endian int per axis, then the elements. See yann.lecun.com/exdb/mnist.
 */
final class IdxFile implements Closeable {
  static final int IMAGES = 0x0803;
  static final int LABELS = 0x0801;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String REMEDY = "fetch or write the file again";

  private final String path;
  private final InputStream in;
  private final int[] extents;
  private long offset;

  private IdxFile(String path, InputStream in, int axes) {
    this.path = path;
    this.in = in;
    this.extents = new int[axes];
  }

  /**
   * Opens a file and reads its header.
   *
   * @param magic {@link #IMAGES} or {@link #LABELS}
   * @throws DataException when the header is not that of such a file, or announces no rows
   */
  static IdxFile open(DataFiles files, String path, int magic) throws IOException {
    InputStream in = new BufferedInputStream(files.open(path), BUFFER_BYTES);
    IdxFile file = new IdxFile(path, in, magic & 0xff);
    try {
      file.readHeader(magic);
      return file;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private void readHeader(int magic) throws IOException {
    byte[] word = new byte[4];
    int got = in.readNBytes(word, 0, 4);
    if (got == 0) {
      throw new DataException(path, "an IDX file", "an empty file", REMEDY);
    }
    offset = got;
    if (got < 4 || intOf(word) != magic) {
      String found = got < 4 ? got + " bytes in all" : "%d (0x%1$08x)".formatted(intOf(word));
      throw new DataException(
          path + " at byte 0",
          "the IDX magic number " + magic + " of " + (magic == IMAGES ? "images" : "labels"),
          found,
          "check that images and labels are not swapped and that it is an IDX file of bytes");
    }
    for (int axis = 0; axis < extents.length; axis++) {
      read(word, "the header");
      extents[axis] = intOf(word);
      if (extents[axis] < 1) {
        throw new DataException(
            path + " at byte " + (offset - 4),
            "at least 1 " + (axis == 0 ? "row" : "pixel along axis " + axis),
            Integer.toString(extents[axis]),
            REMEDY);
      }
    }
  }

  /** Rows, that is the extent of the first axis. */
  int rows() {
    return extents[0];
  }

  /** The extent of an axis. */
  int extent(int axis) {
    return extents[axis];
  }

  /**
   * Fills {@code target} with the next bytes.
   *
   * @param what the bytes are, for the error
   * @throws DataException when the file ends before
   */
  void read(byte[] target, String what) throws IOException {
    int got = in.readNBytes(target, 0, target.length);
    offset += got;
    if (got < target.length) {
      throw new DataException(
          path + " at byte " + offset, "the rest of " + what, "the end of the file", REMEDY);
    }
  }

  /**
   * @throws DataException when bytes follow the last row
   */
  void requireEnd() throws IOException {
    if (in.read() >= 0) {
      throw new DataException(
          path + " at byte " + offset,
          "the end of the file after " + rows() + " rows",
          "more bytes",
          REMEDY);
    }
  }

  /**
   * Holds the file's size against its header without reading the rows where that can be avoided:
   * plain files have a length, and gzip files state their content's size at the end. Only where
   * that does not fit is the file read through to say what is wrong.
   */
  void checkSize(DataFiles files) throws IOException {
    long expected = 4L + 4L * extents.length;
    long elements = 1;
    for (int extent : extents) {
      elements = saturatedMultiply(elements, extent);
    }
    expected += elements;
    long length = files.length(path);
    boolean fits;
    try (FSDataInputStream stored = files.openStored(path)) {
      fits =
          Gzip.isGzip(stored)
              ? Gzip.statedSize(stored, length) == (expected & 0xffffffffL)
              : length == expected;
    }
    if (!fits) {
      skipRows(expected);
    }
  }

  private void skipRows(long expected) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
      offset += got;
    }
    if (offset != expected) {
      throw new DataException(
          path,
          expected + " bytes, as the header says",
          offset + (offset < expected ? " (truncated)" : " (bytes after the last row)"),
          REMEDY);
    }
  }

  private static long saturatedMultiply(long a, long b) {
    // Keeps a nonsense header from wrapping around to a plausible size.
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE >> 1 : a * b;
  }

  private static int intOf(byte[] word) {
    return (word[0] & 0xff) << 24
        | (word[1] & 0xff) << 16
        | (word[2] & 0xff) << 8
        | (word[3] & 0xff);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
