package org.strideml.quantization;

/** The first 16 bytes of a message; {@link MessageFormat} has the table. */
final class Preamble {
  static final int SIZE = 16;
  private static final int MAGIC = 'S' | 'T' << 8 | 'R' << 16 | 'Q' << 24;

  private Preamble() {}

  static void write(byte[] message, WireVersion version, int kind, int elements, int sections) {
    if (kind < 0 || kind > 0xff) {
      throw new IllegalArgumentException("kind must be in [0, 255], got " + kind);
    }
    LittleEndian.putInt(message, 0, MAGIC);
    LittleEndian.putInt(message, 4, version.number() | kind << 8);
    LittleEndian.putInt(message, 8, elements);
    LittleEndian.putInt(message, 12, sections);
  }

  /** Throws when the bytes do not begin like a message. */
  static void verifyMagic(byte[] message) {
    LittleEndian.requireBytes(message, 0, SIZE);
    WireFormatException.expect("magic number", MAGIC, LittleEndian.getInt(message, 0), 0);
  }

  static void verify(byte[] message, WireVersion version, int elements, int sections) {
    verifyMagic(message);
    WireFormatException.expect("version", version.number(), message[4] & 0xff, 4);
    WireFormatException.expect("element count", elements, LittleEndian.getInt(message, 8), 8);
    WireFormatException.expect("section count", sections, LittleEndian.getInt(message, 12), 12);
  }

  static int kind(byte[] message) {
    verifyMagic(message);
    int version = message[4] & 0xff;
    if (!WireVersion.isKnown(version)) {
      throw new WireFormatException(4, "expected version 1, 2 or 3, got " + version);
    }
    return message[5] & 0xff;
  }
}
