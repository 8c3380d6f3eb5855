package org.strideml.quantization;

import java.util.List;

/**
 * The headers of a message's sections, behind the preamble; {@link MessageFormat} has the table.
 */
final class SectionTable implements java.io.Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SPARSE_FLAG = 1 << 16;
  private static final int STAGE_SHIFT = 24;

  private final Piece[] pieces;
  private final WireVersion version;

  SectionTable(List<Piece> pieces, WireVersion version) {
    this.pieces = pieces.toArray(Piece[]::new);
    this.version = version;
  }

  int count() {
    return pieces.length;
  }

  WireVersion version() {
    return version;
  }

  Piece piece(int index) {
    return pieces[index];
  }

  /** Offset of section {@code index}'s header. */
  int header(int index) {
    return Preamble.SIZE + version.sectionHeaderSize() * index;
  }

  /** Offset of the first payload. */
  int end() {
    return header(pieces.length);
  }

  /**
   * Writes a header.
   *
   * @param section with the codec it travels in
   * @param stage what its payload is coded with, 0 for nothing
   * @param size bytes of the payload
   */
  void write(byte[] message, int index, Section section, int stage, int size) {
    int header = header(index);
    LittleEndian.putInt(message, header, codecWord(section) | stage << STAGE_SHIFT);
    LittleEndian.putInt(message, header + 4, section.codec().setting());
    LittleEndian.putInt(message, header + 8, section.offset());
    LittleEndian.putInt(message, header + 12, section.length());
    if (version == WireVersion.SIZED) {
      LittleEndian.putInt(message, header + 16, size);
    }
  }

  private static int codecWord(Section section) {
    Codec codec = section.codec();
    return codec.id() | codec.bits() << 8 | (section.sparse() ? SPARSE_FLAG : 0);
  }

  /** Throws when a header is not that of the section expected there. */
  void verify(byte[] message) {
    LittleEndian.requireBytes(message, Preamble.SIZE, end() - Preamble.SIZE);
    for (int i = 0; i < pieces.length; i++) {
      verify(message, header(i), i, section(message, i));
    }
  }

  private void verify(byte[] message, int header, int index, Section expected) {
    Codec codec = expected.codec();
    int codecWord = LittleEndian.getInt(message, header);
    int setting = LittleEndian.getInt(message, header + 4);
    int offset = LittleEndian.getInt(message, header + 8);
    int length = LittleEndian.getInt(message, header + 12);
    int stage = version == WireVersion.SIZED ? codecWord >>> STAGE_SHIFT : 0;
    if (codecWord != (codecWord(expected) | stage << STAGE_SHIFT)
        || setting != codec.setting()
        || offset != expected.offset()
        || length != expected.length()) {
      throw new WireFormatException(
          header,
          ("expected section %d with codec %d, bits %d, sparse %d, bucketSize %d, offset %d,"
                  + " length %d, got codec %d, bits %d, sparse %d, bucketSize %d, offset %d,"
                  + " length %d;"
                  + " sender and receiver must be configured alike")
              .formatted(
                  index,
                  codec.id(),
                  codec.bits(),
                  expected.sparse() ? 1 : 0,
                  codec.setting(),
                  expected.offset(),
                  expected.length(),
                  codecWord & 0xff,
                  codecWord >>> 8 & 0xff,
                  codecWord >>> 16,
                  setting,
                  offset,
                  length));
    }
  }

  /** Section {@code index}, with the bits that a message has chosen for it where they are open. */
  Section section(byte[] message, int index) {
    Section section = pieces[index].section();
    if (!(section.codec() instanceof AutoBits auto)) {
      return section;
    }
    int bits = bits(message, index);
    if (bits < auto.least() || bits > AutoBits.MOST) {
      throw new WireFormatException(
          header(index) + 1, "expected " + auto.least() + " to 8 bits, got " + bits);
    }
    return section.in(auto.at(bits));
  }

  int bits(byte[] message, int index) {
    return message[header(index) + 1] & 0xff;
  }

  int stage(byte[] message, int index) {
    return message[header(index) + 3] & 0xff;
  }

  /** Bytes of a payload as a header of version 3 has them. */
  int payloadSize(byte[] message, int index) {
    return LittleEndian.getInt(message, header(index) + 16);
  }
}
