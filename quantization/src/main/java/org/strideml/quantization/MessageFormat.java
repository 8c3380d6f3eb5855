package org.strideml.quantization;

import java.util.ArrayList;
import java.util.List;

/**
 * A whole parameter vector as one self-describing, checksummed message in one array; {@link
 * ChunkedFormat} makes several of it where one cannot hold it.
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
 * 8           int32    elements in this message
 * 12          int32    sections S
 * 16 + h·i             section i, h = 16 bytes, in version 3 20:
 *   + 0       uint8      codec id
 *   + 1       uint8      bits
 *   + 2       uint8      1 when the section is sparse, else 0
 *   + 3       uint8      entropy stage, 0 for none and before version 3
 *   + 4       int32      setting, the bucketSize of codecs that have one
 *   + 8       int32      offset within the vector
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
 * <p>Section i of a vector draws its random bits from {@code key.child(i)}. The bytes are a
 * function of values, base, kind, key and state. Immutable and safe for use by several threads.
 */
public final class MessageFormat implements java.io.Serializable {
  private static final long serialVersionUID = 3L;

  private final SectionTable table;
  private final ArrayList<Section> sections;
  private final ArrayList<EntropyStage> stages;
  private final int elementCount;
  private final int vectorLength;
  private final int stateSize;
  private final int maxEncodedSize;

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
    this(sections, whole(sections), stages, contiguous(sections, 0));
  }

  /**
   * The format of a stretch of a vector.
   *
   * @param sections of the whole vector
   * @param pieces of them that this message holds, one behind the other
   */
  MessageFormat(
      List<Section> sections, List<Piece> pieces, List<EntropyStage> stages, int vectorLength) {
    List<Section> own = pieces.stream().map(Piece::section).toList();
    int first = own.isEmpty() ? 0 : own.get(0).offset();
    WireVersion version = WireVersion.of(own, stages);
    this.table = new SectionTable(pieces, version);
    this.sections = new ArrayList<>(sections);
    this.stages = new ArrayList<>(stages);
    this.vectorLength = vectorLength;
    this.elementCount = contiguous(own, first) - first;
    long size = version.overhead(own.size());
    int state = 0;
    for (Section section : own) {
      state = Math.addExact(state, section.codec().stateSize(section.length()));
      size += section.maxPayloadSize();
    }
    this.stateSize = state;
    this.maxEncodedSize = Codecs.checkedSize(size, elementCount);
  }

  private static List<Piece> whole(List<Section> sections) {
    List<Piece> pieces = new ArrayList<>();
    for (Section section : sections) {
      pieces.add(new Piece(section, pieces.size(), 0));
    }
    return pieces;
  }

  /** Where sections that begin at element {@code first} end. */
  static int contiguous(List<Section> sections, int first) {
    int next = first;
    for (int i = 0; i < sections.size(); i++) {
      if (sections.get(i).offset() != next) {
        throw new IllegalArgumentException(
            "section "
                + i
                + " must start at element "
                + next
                + ", where the one before ends, got "
                + sections.get(i).offset());
      }
      next = Math.addExact(next, sections.get(i).length());
    }
    return next;
  }

  /** Bytes of a message that carries {@code elements} floats uncompressed, in one section. */
  public static long uncompressedSize(int elements) {
    return WireVersion.DENSE.overhead(1) + (long) elements * Float.BYTES;
  }

  /** Elements that a message of this format holds. */
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

  public List<Section> sections() {
    return List.copyOf(sections);
  }

  /** What messages hold of sections. */
  List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < table.count(); i++) {
      pieces.add(table.piece(i));
    }
    return pieces;
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
    if (state.length != stateSize) {
      throw new IllegalArgumentException(
          "expected a state of " + stateSize + " floats, got " + state.length);
    }
    return encode(kind, values, base, key, state, 0, BitChoice.choose(sections, values));
  }

  /**
   * The same with this message's part of a vector's state and the bits chosen.
   *
   * @param chosen the sections of the whole vector with the codecs they travel in
   */
  byte[] encode(
      int kind,
      float[] values,
      float[] base,
      RandomKey key,
      float[] state,
      int stateOffset,
      List<Section> chosen) {
    return writer().write(kind, values, base, key, state, stateOffset, chosen);
  }

  /** The message of payloads that come from elsewhere, one for each piece; none is sparse. */
  byte[] encode(int kind, List<byte[]> payloads) {
    return writer().write(kind, payloads);
  }

  private MessageWriter writer() {
    return new MessageWriter(table, stages, elementCount);
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
    reader().verify(message);
    reader().read(message, target);
  }

  MessageReader reader() {
    return new MessageReader(table, elementCount, maxEncodedSize);
  }

  /**
   * Bits of each section of a message, as its headers have them.
   *
   * @throws WireFormatException when the bytes do not begin like a message of this format
   */
  public int[] bits(byte[] message) {
    Preamble.verifyMagic(message);
    LittleEndian.requireBytes(message, Preamble.SIZE, table.end() - Preamble.SIZE);
    int[] bits = new int[table.count()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = table.bits(message, i);
    }
    return bits;
  }

  /**
   * The kind a message was encoded with. Looks at the first bytes only: damage further on is found
   * by {@link #decode}.
   *
   * @throws WireFormatException when the bytes do not begin like a message
   */
  public static int kind(byte[] message) {
    return Preamble.kind(message);
  }

  private void requireElements(float[] values) {
    if (values.length != vectorLength) {
      throw new IllegalArgumentException(
          "expected a vector of " + vectorLength + " elements, got " + values.length);
    }
  }
}
