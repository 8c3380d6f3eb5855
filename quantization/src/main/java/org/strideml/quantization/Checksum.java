package org.strideml.quantization;

import java.util.zip.CRC32C;

/** The last four bytes of a message: the CRC-32C of all before. */
final class Checksum {
  static final int SIZE = Integer.BYTES;

  private Checksum() {}

  /** Writes it at {@code end}. */
  static void seal(byte[] message, int end) {
    LittleEndian.putInt(message, end, of(message, end));
  }

  /** Throws when it is wrong. */
  static void verify(byte[] message) {
    int end = message.length - SIZE;
    WireFormatException.expect(
        "checksum", of(message, end), LittleEndian.getInt(message, end), end);
  }

  private static int of(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
