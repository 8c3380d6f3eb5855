package org.strideml.trainer.safetensors;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The digits of a file's checksum inside its own header. The checksum covers header and data with
 * the digits themselves taken as zeros, so that names, shapes and metadata are guarded as well.
 */
final class HeaderChecksum {
  /** The digits while the checksum is computed. */
  static final String BLANK = "00000000";

  private static final byte[] KEY =
      ("\"" + Safetensors.CHECKSUM + "\":\"").getBytes(StandardCharsets.US_ASCII);

  private HeaderChecksum() {}

  /** Writes the digits into a header that has blank ones. */
  static void put(byte[] header, CRC32C checksum) {
    write(header, digits(checksum));
  }

  /** Adds the header to {@code checksum}, its own digits blank. The header is not changed. */
  static void update(CRC32C checksum, byte[] header) {
    byte[] blank = header.clone();
    write(blank, BLANK);
    checksum.update(blank, 0, blank.length);
  }

  static String digits(CRC32C checksum) {
    return String.format("%08x", checksum.getValue());
  }

  private static void write(byte[] header, String digits) {
    int at = find(header);
    if (at >= 0 && at + digits.length() <= header.length) {
      System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, header, at, digits.length());
    }
  }

  /** Where the digits begin, or −1. */
  private static int find(byte[] header) {
    for (int start = 0; start + KEY.length <= header.length; start++) {
      if (java.util.Arrays.equals(header, start, start + KEY.length, KEY, 0, KEY.length)) {
        return start + KEY.length;
      }
    }
    return -1;
  }
}
