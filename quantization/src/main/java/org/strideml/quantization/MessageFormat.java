package org.strideml.quantization;

import java.util.List;
import java.util.Objects;
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
 * 4           uint8    version, 1
 * 5           uint8    kind, free for the caller (0 to 255)
 * 6           uint16   0
 * 8           int32    elements
 * 12          int32    sections S
 * 16 + 16·i            section i:
 *   + 0       uint8      codec id
 *   + 1       uint8      bits
 *   + 2       uint16     0
 *   + 4       int32      bucketSize
 *   + 8       int32      offset
 *   + 12      int32      length
 * 16 + 16·S            payload of section 0, of section 1, …, as their codecs write them
 * end − 4     int32    CRC-32C of all bytes before
 * </pre>
 *
 * <p>Section i draws its random bits from {@code key.child(i)}. The bytes are a function of values,
 * kind and key. Immutable and safe for use by several threads.
 */
public final class MessageFormat implements java.io.Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAGIC = 'S' | 'T' << 8 | 'R' << 16 | 'Q' << 24;
  private static final int VERSION = 1;
  private static final int PREAMBLE_SIZE = 16;
  private static final int SECTION_HEADER_SIZE = 16;
  private static final int CHECKSUM_SIZE = Integer.BYTES;

  private final Section[] sections;
  private final int elementCount;
  private final int encodedSize;

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
      size += SECTION_HEADER_SIZE + section.codec().encodedSize(section.length());
    }
    this.elementCount = next;
    this.encodedSize = Codecs.checkedSize(size, next);
  }

  /** Bytes of a message that carries {@code elements} floats uncompressed, in one section. */
  public static long uncompressedSize(int elements) {
    return PREAMBLE_SIZE + SECTION_HEADER_SIZE + (long) elements * Float.BYTES + CHECKSUM_SIZE;
  }

  /** Length of the vectors that this format carries. */
  public int elementCount() {
    return elementCount;
  }

  /** Bytes of every message of this format. */
  public int encodedSize() {
    return encodedSize;
  }

  public List<Section> sections() {
    return List.of(sections);
  }

  /**
   * Encodes into a new array.
   *
   * @param kind what the values are, for the receiver; 0 to 255
   * @throws IllegalArgumentException when a value cannot be encoded, naming its index
   */
  public byte[] encode(int kind, float[] values, RandomKey key) {
    byte[] message = new byte[encodedSize];
    encode(kind, values, key, message, 0);
    return message;
  }

  /**
   * Writes {@link #encodedSize} bytes to {@code target} at {@code targetOffset}; allocates nothing
   * that grows with the message. After an exception the bytes written are meaningless.
   */
  public void encode(int kind, float[] values, RandomKey key, byte[] target, int targetOffset) {
    requireElements(values);
    if (kind < 0 || kind > 0xff) {
      throw new IllegalArgumentException("kind must be in [0, 255], got " + kind);
    }
    Objects.checkFromIndexSize(targetOffset, encodedSize, target.length);
    LittleEndian.putInt(target, targetOffset, MAGIC);
    LittleEndian.putInt(target, targetOffset + 4, VERSION | kind << 8);
    LittleEndian.putInt(target, targetOffset + 8, elementCount);
    LittleEndian.putInt(target, targetOffset + 12, sections.length);
    int header = targetOffset + PREAMBLE_SIZE;
    int payload = header + SECTION_HEADER_SIZE * sections.length;
    for (int i = 0; i < sections.length; i++) {
      Section section = sections[i];
      LittleEndian.putInt(target, header, codecWord(section.codec()));
      LittleEndian.putInt(target, header + 4, section.codec().bucketSize());
      LittleEndian.putInt(target, header + 8, section.offset());
      LittleEndian.putInt(target, header + 12, section.length());
      header += SECTION_HEADER_SIZE;
      section
          .codec()
          .encode(values, section.offset(), section.length(), key.child(i), target, payload);
      payload += section.codec().encodedSize(section.length());
    }
    LittleEndian.putInt(target, payload, checksum(target, targetOffset, payload - targetOffset));
  }

  /**
   * Writes the decoded vector to {@code target}, which is left alone unless the checksum is right.
   *
   * @throws WireFormatException when the bytes are not a whole, undamaged message of this format
   */
  public void decode(byte[] message, float[] target) {
    requireElements(target);
    verify(message);
    int payload = PREAMBLE_SIZE + SECTION_HEADER_SIZE * sections.length;
    for (Section section : sections) {
      section.codec().decode(message, payload, target, section.offset(), section.length());
      payload += section.codec().encodedSize(section.length());
    }
  }

  /**
   * The kind a message was encoded with. Looks at the first bytes only: damage further on is found
   * by {@link #decode}.
   *
   * @throws WireFormatException when the bytes do not begin like a message
   */
  public static int kind(byte[] message) {
    verifyPreamble(message);
    return message[5] & 0xff;
  }

  private static void verifyPreamble(byte[] message) {
    LittleEndian.requireBytes(message, 0, PREAMBLE_SIZE);
    expect("magic number", MAGIC, LittleEndian.getInt(message, 0), 0);
    expect("version", VERSION, message[4] & 0xff, 4);
  }

  private void verify(byte[] message) {
    verifyPreamble(message);
    expect("element count", elementCount, LittleEndian.getInt(message, 8), 8);
    expect("section count", sections.length, LittleEndian.getInt(message, 12), 12);
    LittleEndian.requireBytes(message, PREAMBLE_SIZE, SECTION_HEADER_SIZE * sections.length);
    for (int i = 0; i < sections.length; i++) {
      verifySection(message, PREAMBLE_SIZE + SECTION_HEADER_SIZE * i, i);
    }
    LittleEndian.requireBytes(message, 0, encodedSize);
    expect("message length", encodedSize, message.length, encodedSize);
    int end = encodedSize - CHECKSUM_SIZE;
    expect("checksum", checksum(message, 0, end), LittleEndian.getInt(message, end), end);
  }

  private void verifySection(byte[] message, int header, int index) {
    Section expected = sections[index];
    Codec codec = expected.codec();
    int codecWord = LittleEndian.getInt(message, header);
    int bucketSize = LittleEndian.getInt(message, header + 4);
    int offset = LittleEndian.getInt(message, header + 8);
    int length = LittleEndian.getInt(message, header + 12);
    if (codecWord != codecWord(codec)
        || bucketSize != codec.bucketSize()
        || offset != expected.offset()
        || length != expected.length()) {
      throw new WireFormatException(
          header,
          ("expected section %d with codec %d, bits %d, bucketSize %d, offset %d, length %d,"
                  + " got codec %d, bits %d, bucketSize %d, offset %d, length %d;"
                  + " sender and receiver must be configured alike")
              .formatted(
                  index,
                  codec.id(),
                  codec.bits(),
                  codec.bucketSize(),
                  expected.offset(),
                  expected.length(),
                  codecWord & 0xff,
                  codecWord >>> 8,
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

  private static int codecWord(Codec codec) {
    return codec.id() | codec.bits() << 8;
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
