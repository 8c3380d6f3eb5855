package org.strideml.quantization;

import java.util.List;
import java.util.zip.CRC32C;

/**
 * A whole parameter vector as one self-describing, checksummed message.
 *
 * <p>Sender and receiver build the same format from the same sections; the message repeats them so
 * that a disagreement is an error and not garbage. All numbers are little-endian:
 *
 * <pre>
 * byte        type     meaning
 * 0           4 bytes  "STRQ"
 * 4           uint8    version: 2 when a section is sparse, else 1
 * 5           uint8    kind, free for the caller (0 to 255)
 * 6           uint16   0
 * 8           int32    elements
 * 12          int32    sections S
 * 16 + 16·i            section i:
 *   + 0       uint8      codec id
 *   + 1       uint8      bits
 *   + 2       uint16     1 when the section is sparse, else 0
 *   + 4       int32      bucketSize
 *   + 8       int32      offset
 *   + 12      int32      length
 * 16 + 16·S            payload of section 0, of section 1, …, as their codecs write them
 * end − 4     int32    CRC-32C of all bytes before
 * </pre>
 *
 * <p>Of a sparse section only those elements travel whose bits differ from a base that the receiver
 * has; {@link Changes} documents its payload, whose size differs from message to message. A format
 * without sparse sections writes messages of one size, which readers of version 1 understand.
 *
 * <p>Section i draws its random bits from {@code key.child(i)}. The bytes are a function of values,
 * base, kind and key. Immutable and safe for use by several threads.
 */
public final class MessageFormat implements java.io.Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAGIC = 'S' | 'T' << 8 | 'R' << 16 | 'Q' << 24;
  private static final int DENSE_VERSION = 1;
  private static final int SPARSE_VERSION = 2;
  private static final int SPARSE_FLAG = 1 << 16;
  private static final int PREAMBLE_SIZE = 16;
  private static final int SECTION_HEADER_SIZE = 16;
  private static final int CHECKSUM_SIZE = Integer.BYTES;

  private final Section[] sections;
  private final int elementCount;
  private final int maxEncodedSize;
  private final boolean hasSparse;

  /**
   * @param sections in order, the first from element 0 on, each from where the one before ends
   * @throws IllegalArgumentException when there is a gap or an overlap, or the message would not
   *     fit one array
   */
  public MessageFormat(List<Section> sections) {
    this.sections = sections.toArray(Section[]::new);
    int next = 0;
    long size = PREAMBLE_SIZE + CHECKSUM_SIZE;
    for (int i = 0; i < this.sections.length; i++) {
      Section section = this.sections[i];
      if (section.offset() != next) {
        throw new IllegalArgumentException(
            "section "
                + i
                + " must start at element "
                + next
                + ", where the one before ends, got "
                + section.offset());
      }
      next = Math.addExact(next, section.length());
      size += SECTION_HEADER_SIZE + section.maxPayloadSize();
    }
    this.elementCount = next;
    this.maxEncodedSize = Codecs.checkedSize(size, next);
    this.hasSparse = sections.stream().anyMatch(Section::sparse);
  }

  /** Bytes of a message that carries {@code elements} floats uncompressed, in one section. */
  public static long uncompressedSize(int elements) {
    return PREAMBLE_SIZE + SECTION_HEADER_SIZE + (long) elements * Float.BYTES + CHECKSUM_SIZE;
  }

  /** Length of the vectors that this format carries. */
  public int elementCount() {
    return elementCount;
  }

  /** Bytes of the largest message of this format; of every one when no section is sparse. */
  public int maxEncodedSize() {
    return maxEncodedSize;
  }

  /** Whether messages leave out what has not changed. */
  public boolean hasSparse() {
    return hasSparse;
  }

  public List<Section> sections() {
    return List.of(sections);
  }

  /**
   * Encodes into a new array; of sparse sections, the elements that are not +0.
   *
   * @param kind what the values are, for the receiver; 0 to 255
   * @throws IllegalArgumentException when a value cannot be encoded, naming its index, which in a
   *     sparse section is that among the changed elements
   */
  public byte[] encode(int kind, float[] values, RandomKey key) {
    return encode(kind, values, null, key);
  }

  /**
   * The same; of sparse sections, the elements whose bits differ from those of {@code base}.
   *
   * @param base of the same length as {@code values}, or {@code null} for zeros
   */
  public byte[] encode(int kind, float[] values, float[] base, RandomKey key) {
    requireElements(values);
    if (base != null) {
      requireElements(base);
    }
    if (kind < 0 || kind > 0xff) {
      throw new IllegalArgumentException("kind must be in [0, 255], got " + kind);
    }
    Changes[] changes = new Changes[sections.length];
    int payload = PREAMBLE_SIZE + SECTION_HEADER_SIZE * sections.length;
    int size = payload + CHECKSUM_SIZE;
    for (int i = 0; i < sections.length; i++) {
      changes[i] = sections[i].sparse() ? Changes.of(sections[i], values, base) : null;
      size += payloadSize(sections[i], changes[i]);
    }
    byte[] message = new byte[size];
    writeHeaders(kind, message);
    for (int i = 0; i < sections.length; i++) {
      Section section = sections[i];
      if (changes[i] == null) {
        int offset = section.offset();
        section.codec().encode(values, offset, section.length(), key.child(i), message, payload);
      } else {
        changes[i].write(values, key.child(i), message, payload);
      }
      payload += payloadSize(section, changes[i]);
    }
    LittleEndian.putInt(message, payload, checksum(message, payload));
    return message;
  }

  private static int payloadSize(Section section, Changes changes) {
    return changes == null ? section.codec().encodedSize(section.length()) : changes.encodedSize();
  }

  private void writeHeaders(int kind, byte[] message) {
    LittleEndian.putInt(message, 0, MAGIC);
    LittleEndian.putInt(message, 4, version() | kind << 8);
    LittleEndian.putInt(message, 8, elementCount);
    LittleEndian.putInt(message, 12, sections.length);
    int header = PREAMBLE_SIZE;
    for (Section section : sections) {
      LittleEndian.putInt(message, header, codecWord(section));
      LittleEndian.putInt(message, header + 4, section.codec().bucketSize());
      LittleEndian.putInt(message, header + 8, section.offset());
      LittleEndian.putInt(message, header + 12, section.length());
      header += SECTION_HEADER_SIZE;
    }
  }

  private int version() {
    return hasSparse ? SPARSE_VERSION : DENSE_VERSION;
  }

  /**
   * Writes the decoded vector to {@code target}, which is left alone unless the checksum is right.
   * Elements of sparse sections that are not in the message stay as they are: the caller has put
   * the base there.
   *
   * @throws WireFormatException when the bytes are not a whole, undamaged message of this format
   */
  public void decode(byte[] message, float[] target) {
    requireElements(target);
    verify(message);
    int payload = PREAMBLE_SIZE + SECTION_HEADER_SIZE * sections.length;
    for (Section section : sections) {
      if (section.sparse()) {
        payload = Changes.read(section, message, payload, target);
      } else {
        section.codec().decode(message, payload, target, section.offset(), section.length());
        payload += section.codec().encodedSize(section.length());
      }
    }
    expect("message length", payload + CHECKSUM_SIZE, message.length, payload);
  }

  /**
   * The kind a message was encoded with. Looks at the first bytes only: damage further on is found
   * by {@link #decode}.
   *
   * @throws WireFormatException when the bytes do not begin like a message
   */
  public static int kind(byte[] message) {
    verifyMagic(message);
    int version = message[4] & 0xff;
    if (version != DENSE_VERSION && version != SPARSE_VERSION) {
      throw new WireFormatException(4, "expected version 1 or 2, got " + version);
    }
    return message[5] & 0xff;
  }

  private static void verifyMagic(byte[] message) {
    LittleEndian.requireBytes(message, 0, PREAMBLE_SIZE);
    expect("magic number", MAGIC, LittleEndian.getInt(message, 0), 0);
  }

  private void verify(byte[] message) {
    verifyMagic(message);
    expect("version", version(), message[4] & 0xff, 4);
    expect("element count", elementCount, LittleEndian.getInt(message, 8), 8);
    expect("section count", sections.length, LittleEndian.getInt(message, 12), 12);
    LittleEndian.requireBytes(message, PREAMBLE_SIZE, SECTION_HEADER_SIZE * sections.length);
    for (int i = 0; i < sections.length; i++) {
      verifySection(message, PREAMBLE_SIZE + SECTION_HEADER_SIZE * i, i);
    }
    if (hasSparse) {
      LittleEndian.requireBytes(
          message, PREAMBLE_SIZE + SECTION_HEADER_SIZE * sections.length, CHECKSUM_SIZE);
    } else {
      LittleEndian.requireBytes(message, 0, maxEncodedSize);
      expect("message length", maxEncodedSize, message.length, maxEncodedSize);
    }
    int end = message.length - CHECKSUM_SIZE;
    expect("checksum", checksum(message, end), LittleEndian.getInt(message, end), end);
  }

  private void verifySection(byte[] message, int header, int index) {
    Section expected = sections[index];
    Codec codec = expected.codec();
    int codecWord = LittleEndian.getInt(message, header);
    int bucketSize = LittleEndian.getInt(message, header + 4);
    int offset = LittleEndian.getInt(message, header + 8);
    int length = LittleEndian.getInt(message, header + 12);
    if (codecWord != codecWord(expected)
        || bucketSize != codec.bucketSize()
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
                  codec.bucketSize(),
                  expected.offset(),
                  expected.length(),
                  codecWord & 0xff,
                  codecWord >>> 8 & 0xff,
                  codecWord >>> 16,
                  bucketSize,
                  offset,
                  length));
    }
  }

  private static void expect(String what, int expected, int got, int offset) {
    if (got != expected) {
      throw new WireFormatException(offset, "expected " + what + " " + expected + ", got " + got);
    }
  }

  private void requireElements(float[] values) {
    if (values.length != elementCount) {
      throw new IllegalArgumentException(
          "expected a vector of " + elementCount + " elements, got " + values.length);
    }
  }

  private static int codecWord(Section section) {
    Codec codec = section.codec();
    return codec.id() | codec.bits() << 8 | (section.sparse() ? SPARSE_FLAG : 0);
  }

  /** Of the first {@code length} bytes. */
  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
