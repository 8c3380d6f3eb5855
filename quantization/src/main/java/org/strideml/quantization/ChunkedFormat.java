package org.strideml.quantization;

import java.util.ArrayList;
import java.util.List;

/**
 * A parameter vector whose message may be larger than one array holds: a {@link Message} of as many
 * parts as it takes, each a message of a {@link MessageFormat} of its own.
 *
 * <p>Sections go into a part as long as its largest message stays within a limit; a section that is
 * larger by itself is cut where its codec can be, see {@link Codec#grain}. What is decoded, and
 * what codecs remember, is the same to the bit whatever the limit. A vector that fits makes one
 * part with the bytes of the plain format. Each part has its offset within the vector in its
 * headers, so that parts in a wrong order are refused.
 */
public final class ChunkedFormat implements java.io.Serializable {
  private static final long serialVersionUID = 2L;

  /** Arrays of a few bytes less than the greatest int are what every JVM can make. */
  public static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private final ArrayList<Section> sections;
  private final ArrayList<MessageFormat> chunks = new ArrayList<>();
  private final int elementCount;

  /**
   * @param sections as of a {@link MessageFormat}
   * @param mostBytes of a part
   * @throws IllegalArgumentException when a section is larger and cannot be cut: it is sparse and
   *     quantized, its codec sees a whole tensor, or the limit is below a bucket
   */
  public ChunkedFormat(List<Section> sections, List<EntropyStage> stages, int mostBytes) {
    this.sections = new ArrayList<>(sections);
    this.elementCount = MessageFormat.contiguous(sections, 0);
    SectionCutter cutter = new SectionCutter(WireVersion.of(sections, stages), mostBytes);
    for (List<Piece> chunk : cutter.chunks(sections)) {
      chunks.add(new MessageFormat(sections, chunk, stages, elementCount));
    }
  }

  /** In as few parts as arrays can hold. */
  public ChunkedFormat(List<Section> sections) {
    this(sections, List.of(), MOST_BYTES);
  }

  /** Length of the vectors that this format carries. */
  public int elementCount() {
    return elementCount;
  }

  /** How many parts a message has. */
  public int chunkCount() {
    return chunks.size();
  }

  /** Floats that a sender carries from message to message. */
  public int stateSize() {
    int size = 0;
    for (MessageFormat chunk : chunks) {
      size = Math.addExact(size, chunk.stateSize());
    }
    return size;
  }

  /** Bytes of the largest message of this format, all parts together. */
  public long maxEncodedSize() {
    return chunks.stream().mapToLong(MessageFormat::maxEncodedSize).sum();
  }

  /** Whether messages leave out what has not changed. */
  public boolean hasSparse() {
    return sections.stream().anyMatch(Section::sparse);
  }

  public List<Section> sections() {
    return List.copyOf(sections);
  }

  /** What parts hold of sections, in order. */
  List<Piece> pieces() {
    return chunks.stream().flatMap(chunk -> chunk.pieces().stream()).toList();
  }

  /** Encodes the first message of a run; of sparse sections, the elements that are not +0. */
  public Message encode(int kind, float[] values, RandomKey key) {
    return encode(kind, values, null, key, new float[stateSize()]);
  }

  /**
   * Encodes a vector; see {@link MessageFormat#encode(int, float[], float[], RandomKey, float[])}.
   */
  public Message encode(int kind, float[] values, float[] base, RandomKey key, float[] state) {
    requireLength("vector", elementCount, values.length);
    requireLength("base", elementCount, base == null ? elementCount : base.length);
    requireLength("state", stateSize(), state.length);
    List<Section> chosen = BitChoice.choose(sections, values);
    byte[][] parts = new byte[chunks.size()][];
    int stateOffset = 0;
    for (int c = 0; c < parts.length; c++) {
      parts[c] = chunks.get(c).encode(kind, values, base, key, state, stateOffset, chosen);
      stateOffset += chunks.get(c).stateSize();
    }
    return Message.of(parts);
  }

  private static void requireLength(String what, int expected, int got) {
    if (got != expected) {
      throw new IllegalArgumentException(
          "expected a " + what + " of " + expected + " elements, got " + got);
    }
  }

  /** The message of payloads that come from elsewhere, one for each piece; none is sparse. */
  Message encode(int kind, List<byte[]> payloads) {
    byte[][] parts = new byte[chunks.size()][];
    int from = 0;
    for (int c = 0; c < parts.length; c++) {
      int to = from + chunks.get(c).pieces().size();
      parts[c] = chunks.get(c).encode(kind, payloads.subList(from, to));
      from = to;
    }
    return Message.of(parts);
  }

  /**
   * Decodes all parts; elements of sparse sections that they leave out stay as they are. {@code
   * target} is left alone unless the checksums of all parts are right.
   *
   * @throws WireFormatException when one of them is damaged or there are more or fewer of them
   */
  public void decode(Message message, float[] target) {
    requireParts(message);
    requireLength("vector", elementCount, target.length);
    for (int c = 0; c < chunks.size(); c++) {
      chunks.get(c).reader().verify(message.parts().get(c));
    }
    for (int c = 0; c < chunks.size(); c++) {
      chunks.get(c).reader().read(message.parts().get(c), target);
    }
  }

  private void requireParts(Message message) {
    if (message.count() != chunks.size()) {
      throw new WireFormatException(
          0, "expected " + chunks.size() + " parts, got " + message.count());
    }
  }

  /**
   * Bits of each section of a message, as its headers have them.
   *
   * @throws WireFormatException when the bytes do not begin like a message of this format
   */
  public int[] bits(Message message) {
    requireParts(message);
    int[] bits = new int[sections.size()];
    for (int c = 0; c < chunks.size(); c++) {
      int[] own = chunks.get(c).bits(message.parts().get(c));
      List<Piece> pieces = chunks.get(c).pieces();
      for (int i = 0; i < own.length; i++) {
        bits[pieces.get(i).number()] = own[i];
      }
    }
    return bits;
  }

  /**
   * The kind that all parts of a message were encoded with.
   *
   * @throws WireFormatException when one does not begin like a message, or is of another kind
   */
  public static int kind(Message message) {
    if (message.count() == 0) {
      throw new WireFormatException(0, "expected a message, got none");
    }
    int kind = MessageFormat.kind(message.parts().get(0));
    for (byte[] part : message.parts()) {
      WireFormatException.expect("kind", kind, MessageFormat.kind(part), 5);
    }
    return kind;
  }
}
