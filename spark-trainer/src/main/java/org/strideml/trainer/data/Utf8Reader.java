package org.strideml.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Code points of a UTF-8 stream, strictly: overlong forms, surrogates and numbers beyond U+10FFFF
 * are errors that name the byte. A byte-order mark at the start is skipped.
 */
final class Utf8Reader implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final InputStream in;
  private final String path;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long consumed;
  private long start;

  Utf8Reader(InputStream in, String path) {
    this.in = in;
    this.path = path;
  }

  /**
   * The next code point, or -1 at the end.
   *
   * @throws DataException when the bytes are not UTF-8
   */
  int read() throws IOException {
    int codePoint = decode();
    return codePoint == BYTE_ORDER_MARK && start == 0 ? decode() : codePoint;
  }

  /** Where in the stream the code point read last begins. */
  long offset() {
    return start;
  }

  private int decode() throws IOException {
    start = consumed + position;
    int first = nextByte();
    if (first < 0x80) {
      return first;
    }
    if (first >= 0xC2 && first < 0xE0) {
      return (first & 0x1F) << 6 | continuation(first, 0x80, 0xBF);
    }
    if (first >= 0xE0 && first < 0xF0) {
      // The second byte's range excludes overlong forms and surrogates.
      int second = continuation(first, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
      return (first & 0x0F) << 12 | second << 6 | continuation(first, 0x80, 0xBF);
    }
    if (first >= 0xF0 && first < 0xF5) {
      int second = continuation(first, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
      int third = continuation(first, 0x80, 0xBF);
      return (first & 0x07) << 18 | second << 12 | third << 6 | continuation(first, 0x80, 0xBF);
    }
    throw malformed("the byte 0x%02X".formatted(first));
  }

  private int continuation(int first, int lowest, int highest) throws IOException {
    int next = nextByte();
    if (next < lowest || next > highest) {
      String found = next < 0 ? "the end of the file" : "0x%02X".formatted(next);
      throw malformed("%s in a character that begins with 0x%02X".formatted(found, first));
    }
    return next & 0x3F;
  }

  private int nextByte() throws IOException {
    if (position == limit) {
      consumed += limit;
      position = 0;
      limit = Math.max(0, in.read(buffer));
      if (limit == 0) {
        return -1;
      }
    }
    return buffer[position++] & 0xff;
  }

  private DataException malformed(String got) {
    return new DataException(
        path + " at byte " + start, "UTF-8 text", got, "convert the file to UTF-8");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
