package org.strideml.quantization;

/** Reads messages of a {@link MessageFormat}. */
final class MessageReader {
  private final SectionTable table;
  private final int elementCount;
  private final int maxEncodedSize;

  MessageReader(SectionTable table, int elementCount, int maxEncodedSize) {
    this.table = table;
    this.elementCount = elementCount;
    this.maxEncodedSize = maxEncodedSize;
  }

  /** Throws unless this is a whole message of these sections, by its headers and checksum. */
  void verify(byte[] message) {
    Preamble.verify(message, table.version(), elementCount, table.count());
    table.verify(message);
    if (table.version() == WireVersion.DENSE) {
      LittleEndian.requireBytes(message, 0, maxEncodedSize);
      WireFormatException.expect("message length", maxEncodedSize, message.length, maxEncodedSize);
    } else {
      LittleEndian.requireBytes(message, table.end(), Checksum.SIZE);
    }
    Checksum.verify(message);
  }

  /** Decodes the payloads of a message that has been verified. */
  void read(byte[] message, float[] target) {
    int payload = table.end();
    for (int i = 0; i < table.count(); i++) {
      Section section = table.section(message, i);
      int size =
          table.stage(message, i) == 0
              ? read(section, message, payload, target)
              : expand(i, section, message, payload, target);
      if (table.version() == WireVersion.SIZED) {
        WireFormatException.expect(
            "payload size of section " + i,
            size,
            table.payloadSize(message, i),
            table.header(i) + 16);
      }
      payload += size;
    }
    WireFormatException.expect("message length", payload + Checksum.SIZE, message.length, payload);
  }

  private int read(Section section, byte[] source, int offset, float[] target) {
    return section.sparse()
        ? Changes.read(section, source, offset, target, table.version() == WireVersion.SIZED)
        : section.codec().decode(source, offset, target, section.offset(), section.length());
  }

  private int expand(int index, Section section, byte[] message, int payload, float[] target) {
    EntropyStage stage = EntropyStages.byId(table.stage(message, index), table.header(index) + 3);
    int size = table.payloadSize(message, index);
    LittleEndian.requireBytes(message, payload, Math.max(size, Integer.BYTES));
    int expanded = LittleEndian.getInt(message, payload);
    if (size < Integer.BYTES || expanded < 0 || expanded > section.maxPayloadSize()) {
      throw new WireFormatException(
          payload,
          "expected a payload that expands to at most "
              + section.maxPayloadSize()
              + " bytes, got "
              + expanded);
    }
    byte[] raw = stage.expand(message, payload + Integer.BYTES, size - Integer.BYTES, expanded);
    int read;
    try {
      read = read(section, raw, 0, target);
    } catch (WireFormatException e) {
      throw new WireFormatException(
          payload, "in what stage " + stage.name() + " expands to, " + e.getMessage());
    }
    WireFormatException.expect("bytes of a payload", read, expanded, payload);
    return size;
  }
}
