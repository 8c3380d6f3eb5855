package org.strideml.quantization;

import java.util.Arrays;
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
 * 4           uint8    version: 3 when a payload's size depends on the values, else 2 when a
 *                      section is sparse, else 1
 * 5           uint8    kind, free for the caller (0 to 255)
 * 6           uint16   0
 * 8           int32    elements
 * 12          int32    sections S
 * 16 + h·i             section i, h = 16 bytes, in version 3 20:
 *   + 0       uint8      codec id
 *   + 1       uint8      bits
 *   + 2       uint8      1 when the section is sparse, else 0
 *   + 3       uint8      entropy stage, 0 for none and before version 3
 *   + 4       int32      setting, the bucketSize of codecs that have one
 *   + 8       int32      offset
 *   + 12      int32      length
 *   + 16      int32      bytes of the payload, in version 3 only
 * 16 + h·S             payload of section 0, of section 1, …, as their codecs write them; with an
 *                      entropy stage, an int32 of the bytes it expands to and its own bytes
 * end − 4     int32    CRC-32C of all bytes before
 * </pre>
 *
 * <p>Of a sparse section only those elements travel whose bits differ from a base that the receiver
 * has; {@link Changes} documents its payload. A format writes the least version that can say what
 * it has to, and reads that one. Of the entropy stages it is given, the one that leaves the fewest
 * bytes of a section is taken, none when that is shorter.
 *
 * <p>Section i draws its random bits from {@code key.child(i)}. The bytes are a function of values,
 * base, kind, key and state. Immutable and safe for use by several threads.
 */
public final class MessageFormat implements java.io.Serializable {
  private static final long serialVersionUID = 2L;
  private static final int MAGIC = 'S' | 'T' << 8 | 'R' << 16 | 'Q' << 24;
  private static final int DENSE_VERSION = 1;
  private static final int SPARSE_VERSION = 2;
  private static final int SIZED_VERSION = 3;
  private static final int SPARSE_FLAG = 1 << 16;
  private static final int STAGE_SHIFT = 24;
  private static final int PREAMBLE_SIZE = 16;
  private static final int SECTION_HEADER_SIZE = 16;
  private static final int CHECKSUM_SIZE = Integer.BYTES;

  private final Section[] sections;
  private final EntropyStage[] stages;
  private final int elementCount;
  private final int stateSize;
  private final int maxEncodedSize;
  private final int version;

  /**
   * @param sections in order, the first from element 0 on, each from where the one before ends
   * @throws IllegalArgumentException when there is a gap or an overlap, or the message would not
   *     fit one array
   */
  public MessageFormat(List<Section> sections) {
    this(sections, List.of());
  }

  /**
   * @param stages tried on each section, see {@link EntropyStages}
   */
  public MessageFormat(List<Section> sections, List<EntropyStage> stages) {
    this.sections = sections.toArray(Section[]::new);
    this.stages = stages.toArray(EntropyStage[]::new);
    int next = 0;
    int state = 0;
    this.version = version(sections, stages);
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
      state = Math.addExact(state, section.codec().stateSize(section.length()));
      size += headerSize() + section.maxPayloadSize();
    }
    this.elementCount = next;
    this.stateSize = state;
    this.maxEncodedSize = Codecs.checkedSize(size, next);
  }

  private static int version(List<Section> sections, List<EntropyStage> stages) {
    if (!stages.isEmpty() || sections.stream().anyMatch(s -> !s.codec().fixedSize())) {
      return SIZED_VERSION;
    }
    return sections.stream().anyMatch(Section::sparse) ? SPARSE_VERSION : DENSE_VERSION;
  }

  /** Bytes of the largest message of these sections, which may be more than one array holds. */
  static long maxSize(List<Section> sections, List<EntropyStage> stages) {
    int header =
        SECTION_HEADER_SIZE + (version(sections, stages) == SIZED_VERSION ? Integer.BYTES : 0);
    long size = PREAMBLE_SIZE + CHECKSUM_SIZE;
    for (Section section : sections) {
      size += header + section.maxPayloadSize();
    }
    return size;
  }

  private int headerSize() {
    return SECTION_HEADER_SIZE + (version == SIZED_VERSION ? Integer.BYTES : 0);
  }

  private int payloadsOffset() {
    return PREAMBLE_SIZE + headerSize() * sections.length;
  }

  /** Bytes of a message that carries {@code elements} floats uncompressed, in one section. */
  public static long uncompressedSize(int elements) {
    return PREAMBLE_SIZE + SECTION_HEADER_SIZE + (long) elements * Float.BYTES + CHECKSUM_SIZE;
  }

  /** Length of the vectors that this format carries. */
  public int elementCount() {
    return elementCount;
  }

  /** Floats that a sender carries from message to message; 0 when codecs remember nothing. */
  public int stateSize() {
    return stateSize;
  }

  /** Bytes of the largest message of this format; of every one in version 1. */
  public int maxEncodedSize() {
    return maxEncodedSize;
  }

  /** Whether messages leave out what has not changed. */
  public boolean hasSparse() {
    return Arrays.stream(sections).anyMatch(Section::sparse);
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
    return encode(kind, values, base, key, new float[stateSize]);
  }

  /**
   * The same for any message of a run.
   *
   * @param state {@link #stateSize} floats, zeros before the first message; brought up to date, and
   *     meaningless after an exception
   */
  public byte[] encode(int kind, float[] values, float[] base, RandomKey key, float[] state) {
    requireElements(values);
    if (base != null) {
      requireElements(base);
    }
    if (kind < 0 || kind > 0xff) {
      throw new IllegalArgumentException("kind must be in [0, 255], got " + kind);
    }
    if (state.length != stateSize) {
      throw new IllegalArgumentException(
          "expected a state of " + stateSize + " floats, got " + state.length);
    }
    Section[] chosen = leavesBitsOpen() ? BitChoice.choose(sections, values) : sections;
    Changes[] changes = new Changes[chosen.length];
    long most = payloadsOffset() + CHECKSUM_SIZE;
    for (int i = 0; i < chosen.length; i++) {
      Section section = chosen[i];
      changes[i] =
          section.sparse() ? Changes.of(section, values, base, version == SIZED_VERSION) : null;
      most +=
          changes[i] == null
              ? section.codec().encodedSize(section.length())
              : changes[i].encodedSize();
    }
    byte[] message = new byte[Codecs.checkedSize(most, elementCount)];
    writePreamble(kind, message);
    int payload = payloadsOffset();
    int stateOffset = 0;
    for (int i = 0; i < chosen.length; i++) {
      Section section = chosen[i];
      RandomKey own = key.child(i);
      int size =
          changes[i] == null
              ? section
                  .codec()
                  .encode(
                      values,
                      section.offset(),
                      section.length(),
                      own,
                      state,
                      stateOffset,
                      message,
                      payload)
              : changes[i].write(values, own, state, stateOffset, message, payload);
      stateOffset += section.codec().stateSize(section.length());
      payload += finish(i, section, message, payload, size);
    }
    LittleEndian.putInt(message, payload, checksum(message, payload));
    int end = payload + CHECKSUM_SIZE;
    return end == message.length ? message : Arrays.copyOf(message, end);
  }

  private boolean leavesBitsOpen() {
    return Arrays.stream(sections).anyMatch(section -> section.codec() instanceof AutoBits);
  }

  /** Section i, with the bits that a message has chosen for it where they are open. */
  private Section section(byte[] message, int i) {
    Section section = sections[i];
    if (!(section.codec() instanceof AutoBits auto)) {
      return section;
    }
    int header = PREAMBLE_SIZE + headerSize() * i;
    int bits = message[header + 1] & 0xff;
    if (bits < auto.least() || bits > AutoBits.MOST) {
      throw new WireFormatException(
          header + 1, "expected " + auto.least() + " to 8 bits, got " + bits);
    }
    return new Section(section.offset(), section.length(), auto.at(bits), section.sparse());
  }

  /**
   * Bits of each section of a message, as its headers have them.
   *
   * @throws WireFormatException when the bytes do not begin like a message of this format
   */
  public int[] bits(byte[] message) {
    verifyMagic(message);
    LittleEndian.requireBytes(message, PREAMBLE_SIZE, headerSize() * sections.length);
    int[] bits = new int[sections.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = message[PREAMBLE_SIZE + headerSize() * i + 1] & 0xff;
    }
    return bits;
  }

  /** The message of payloads that come from elsewhere, one for each section; none is sparse. */
  byte[] encode(int kind, byte[][] payloads) {
    byte[] message = new byte[maxEncodedSize];
    writePreamble(kind, message);
    int at = payloadsOffset();
    for (int i = 0; i < sections.length; i++) {
      System.arraycopy(payloads[i], 0, message, at, payloads[i].length);
      at += finish(i, sections[i], message, at, payloads[i].length);
    }
    LittleEndian.putInt(message, at, checksum(message, at));
    int end = at + CHECKSUM_SIZE;
    return end == message.length ? message : Arrays.copyOf(message, end);
  }

  private void writePreamble(int kind, byte[] message) {
    LittleEndian.putInt(message, 0, MAGIC);
    LittleEndian.putInt(message, 4, version | kind << 8);
    LittleEndian.putInt(message, 8, elementCount);
    LittleEndian.putInt(message, 12, sections.length);
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
    int header = PREAMBLE_SIZE + headerSize() * index;
    LittleEndian.putInt(message, header, codecWord(section) | used << STAGE_SHIFT);
    LittleEndian.putInt(message, header + 4, section.codec().setting());
    LittleEndian.putInt(message, header + 8, section.offset());
    LittleEndian.putInt(message, header + 12, section.length());
    if (version == SIZED_VERSION) {
      LittleEndian.putInt(message, header + 16, travels);
    }
    return travels;
  }

  private static EntropyStage.CodeLayout layout(Section section) {
    return section.sparse()
        ? EntropyStage.CodeLayout.BYTES
        : section.codec().layout(section.length());
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
    int payload = payloadsOffset();
    for (int i = 0; i < sections.length; i++) {
      int header = PREAMBLE_SIZE + headerSize() * i;
      int stage = message[header + 3] & 0xff;
      int size;
      if (stage == 0) {
        size = read(section(message, i), message, payload, target);
      } else {
        size = LittleEndian.getInt(message, header + 16);
        expand(
            section(message, i),
            EntropyStages.byId(stage, header + 3),
            message,
            payload,
            size,
            target);
      }
      if (version == SIZED_VERSION) {
        expect(
            "payload size of section " + i,
            size,
            LittleEndian.getInt(message, header + 16),
            header + 16);
      }
      payload += size;
    }
    expect("message length", payload + CHECKSUM_SIZE, message.length, payload);
  }

  private int read(Section section, byte[] source, int offset, float[] target) {
    return section.sparse()
        ? Changes.read(section, source, offset, target, version == SIZED_VERSION)
        : section.codec().decode(source, offset, target, section.offset(), section.length());
  }

  private void expand(
      Section section, EntropyStage stage, byte[] message, int payload, int size, float[] target) {
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
    expect("bytes of a payload", read, expanded, payload);
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
    if (version < DENSE_VERSION || version > SIZED_VERSION) {
      throw new WireFormatException(4, "expected version 1, 2 or 3, got " + version);
    }
    return message[5] & 0xff;
  }

  private static void verifyMagic(byte[] message) {
    LittleEndian.requireBytes(message, 0, PREAMBLE_SIZE);
    expect("magic number", MAGIC, LittleEndian.getInt(message, 0), 0);
  }

  private void verify(byte[] message) {
    verifyMagic(message);
    expect("version", version, message[4] & 0xff, 4);
    expect("element count", elementCount, LittleEndian.getInt(message, 8), 8);
    expect("section count", sections.length, LittleEndian.getInt(message, 12), 12);
    LittleEndian.requireBytes(message, PREAMBLE_SIZE, headerSize() * sections.length);
    for (int i = 0; i < sections.length; i++) {
      verifySection(message, PREAMBLE_SIZE + headerSize() * i, i);
    }
    if (version == DENSE_VERSION) {
      LittleEndian.requireBytes(message, 0, maxEncodedSize);
      expect("message length", maxEncodedSize, message.length, maxEncodedSize);
    } else {
      LittleEndian.requireBytes(message, payloadsOffset(), CHECKSUM_SIZE);
    }
    int end = message.length - CHECKSUM_SIZE;
    expect("checksum", checksum(message, end), LittleEndian.getInt(message, end), end);
  }

  private void verifySection(byte[] message, int header, int index) {
    Section expected = section(message, index);
    Codec codec = expected.codec();
    int codecWord = LittleEndian.getInt(message, header);
    int setting = LittleEndian.getInt(message, header + 4);
    int offset = LittleEndian.getInt(message, header + 8);
    int length = LittleEndian.getInt(message, header + 12);
    int stage = version == SIZED_VERSION ? codecWord >>> STAGE_SHIFT : 0;
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
