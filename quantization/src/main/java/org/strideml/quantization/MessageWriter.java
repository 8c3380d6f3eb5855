package org.strideml.quantization;

import java.util.Arrays;
import java.util.List;

/** Writes messages of a {@link MessageFormat}. */
final class MessageWriter {
  private final SectionTable table;
  private final List<EntropyStage> stages;
  private final int elementCount;

  MessageWriter(SectionTable table, List<EntropyStage> stages, int elementCount) {
    this.table = table;
    this.stages = stages;
    this.elementCount = elementCount;
  }

  /**
   * @param chosen the sections of the whole vector with the codecs they travel in
   * @param state what the vector's codecs remember, this message's part from {@code stateOffset} on
   */
  byte[] write(
      int kind,
      float[] values,
      float[] base,
      RandomKey key,
      float[] state,
      int stateOffset,
      List<Section> chosen) {
    Piece[] pieces = new Piece[table.count()];
    Changes[] changes = new Changes[pieces.length];
    long most = table.end() + Checksum.SIZE;
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = table.piece(i).in(chosen.get(table.piece(i).number()).codec());
      Section section = pieces[i].section();
      boolean sized = table.version() == WireVersion.SIZED;
      changes[i] = section.sparse() ? Changes.of(section, values, base, sized) : null;
      most +=
          changes[i] == null
              ? section.codec().encodedSize(section.length())
              : changes[i].encodedSize();
    }
    byte[] message = new byte[Codecs.checkedSize(most, elementCount)];
    Preamble.write(message, table.version(), kind, elementCount, pieces.length);
    int payload = table.end();
    int at = stateOffset;
    for (int i = 0; i < pieces.length; i++) {
      Section section = pieces[i].section();
      RandomKey own = pieces[i].key(key);
      int size =
          changes[i] == null
              ? section
                  .codec()
                  .encode(
                      values, section.offset(), section.length(), own, state, at, message, payload)
              : changes[i].write(values, own, state, at, message, payload);
      at += section.codec().stateSize(section.length());
      payload += finish(i, section, message, payload, size);
    }
    return seal(message, payload);
  }

  /** The message of payloads that come from elsewhere, one for each section; none is sparse. */
  byte[] write(int kind, List<byte[]> payloads) {
    long most = table.end() + Checksum.SIZE;
    for (byte[] payload : payloads) {
      most += payload.length;
    }
    byte[] message = new byte[Codecs.checkedSize(most, elementCount)];
    Preamble.write(message, table.version(), kind, elementCount, table.count());
    int at = table.end();
    for (int i = 0; i < table.count(); i++) {
      byte[] payload = payloads.get(i);
      System.arraycopy(payload, 0, message, at, payload.length);
      at += finish(i, table.piece(i).section(), message, at, payload.length);
    }
    return seal(message, at);
  }

  private static byte[] seal(byte[] message, int end) {
    Checksum.seal(message, end);
    int size = end + Checksum.SIZE;
    return size == message.length ? message : Arrays.copyOf(message, size);
  }

  /** Puts the shortest coding of a payload in its place, writes its header, returns its size. */
  private int finish(int index, Section section, byte[] message, int payload, int size) {
    int used = 0;
    byte[] shortest = null;
    for (EntropyStage stage : stages) {
      byte[] coded = stage.compress(message, payload, size, layout(section));
      if (coded.length + Integer.BYTES < (shortest == null ? size : shortest.length)) {
        shortest = new byte[Integer.BYTES + coded.length];
        LittleEndian.putInt(shortest, 0, size);
        System.arraycopy(coded, 0, shortest, Integer.BYTES, coded.length);
        used = stage.id();
      }
    }
    if (shortest != null) {
      System.arraycopy(shortest, 0, message, payload, shortest.length);
    }
    int travels = shortest == null ? size : shortest.length;
    table.write(message, index, section, used, travels);
    return travels;
  }

  private static EntropyStage.CodeLayout layout(Section section) {
    return section.sparse()
        ? EntropyStage.CodeLayout.BYTES
        : section.codec().layout(section.length());
  }
}
