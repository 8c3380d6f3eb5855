package org.strideml.trainer.data;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.FSDataInputStream;

/** Gzip files, told by their first two bytes rather than by their names. */
final class Gzip {
  private static final int BUFFER_BYTES = 1 << 16;

  private Gzip() {}

  /** Looks at the first two bytes and goes back to the start. */
  static boolean isGzip(FSDataInputStream stored) throws IOException {
    int first = stored.read();
    int second = stored.read();
    stored.seek(0);
    return first == 0x1f && second == 0x8b;
  }

  /**
   * What the last four bytes of a gzip file say: the content's size modulo 2³², when the file has
   * one member only.
   */
  static long statedSize(FSDataInputStream stored, long length) throws IOException {
    byte[] trailer = new byte[4];
    stored.readFully(Math.max(0, length - 4), trailer);
    long size = 0;
    for (int i = 3; i >= 0; i--) {
      size = size << 8 | (trailer[i] & 0xff);
    }
    return size;
  }

  /** The content; damage comes out as a {@link DataException} with the offset. */
  static InputStream decompress(InputStream stored, String path) throws IOException {
    try {
      return new Guarded(new GZIPInputStream(stored, BUFFER_BYTES), path);
    } catch (EOFException | ZipException e) {
      throw damaged(path, 0, e);
    }
  }

  private static DataException damaged(String path, long offset, IOException cause) {
    DataException failure =
        new DataException(
            path + " at byte " + offset + " of its decompressed content",
            "whole gzip data",
            "damaged or truncated data (" + cause + ")",
            "fetch the file again");
    failure.initCause(cause);
    return failure;
  }

  private static final class Guarded extends FilterInputStream {
    private final String path;
    private long offset;

    Guarded(InputStream in, String path) {
      super(in);
      this.path = path;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      try {
        int count = super.read(target, from, length);
        offset += Math.max(count, 0);
        return count;
      } catch (EOFException | ZipException e) {
        throw damaged(path, offset, e);
      }
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
