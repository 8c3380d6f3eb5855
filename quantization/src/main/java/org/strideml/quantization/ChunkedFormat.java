package org.strideml.quantization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A parameter vector whose message may be larger than one array holds, as several messages of a
 * {@link MessageFormat} each: chunks, in order.
 *
 * <p>Sections go into a chunk as long as its largest message stays within the limit; one that is
 * larger by itself is cut at whole buckets. Each chunk is a whole message with a checksum of its
 * own, so chunks can be sent, stored and checked one by one. A vector that fits makes one chunk
 * with the bytes of the plain format. Chunk c draws its random bits from {@code key.child(c)} when
 * there are several.
 */
public final class ChunkedFormat implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  /** Arrays of a few bytes less than the greatest int are what every JVM can make. */
  public static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private final ArrayList<MessageFormat> chunks = new ArrayList<>();
  private final int elementCount;

  /**
   * @param sections as of a {@link MessageFormat}
   * @param mostBytes of a chunk
   * @throws IllegalArgumentException when a section cannot be cut so small: a codec that sees a
   *     whole tensor, or a limit below a bucket
   */
  public ChunkedFormat(List<Section> sections, List<EntropyStage> stages, int mostBytes) {
    List<Section> open = new ArrayList<>();
    int start = 0;
    for (Section section : cut(sections, mostBytes)) {
      List<Section> more = new ArrayList<>(open);
      more.add(moved(section, -start));
      if (!open.isEmpty() && size(more, stages) > mostBytes) {
        chunks.add(new MessageFormat(open, stages));
        start = section.offset();
        open = new ArrayList<>(List.of(moved(section, -start)));
      } else {
        open = more;
      }
    }
    chunks.add(new MessageFormat(open, stages));
    this.elementCount = chunks.stream().mapToInt(MessageFormat::elementCount).sum();
  }

  private static Section moved(Section section, int by) {
    return new Section(section.offset() + by, section.length(), section.codec(), section.sparse());
  }

  private static long size(List<Section> sections, List<EntropyStage> stages) {
    return MessageFormat.maxSize(sections, stages);
  }

  private static List<Section> cut(List<Section> sections, int mostBytes) {
    List<Section> pieces = new ArrayList<>();
    for (Section section : sections) {
      int length = largestPiece(section, mostBytes);
      for (int from = 0; from < Math.max(1, section.length()); from += length) {
        int size = Math.min(length, section.length() - from);
        pieces.add(new Section(section.offset() + from, size, section.codec(), section.sparse()));
      }
    }
    return pieces;
  }

  /** The most elements of a section whose message stays within the limit, whole buckets. */
  private static int largestPiece(Section section, int mostBytes) {
    if (fits(section, section.length(), mostBytes)) {
      return Math.max(1, section.length());
    }
    Codec codec = section.codec();
    int unit =
        Math.max(8, codec.bucketSize() % 8 == 0 ? codec.bucketSize() : 8 * codec.bucketSize());
    int least = 0;
    int most = section.length() / unit;
    while (least < most) {
      int middle = (int) (((long) least + most + 1) / 2);
      if (fits(section, middle * unit, mostBytes)) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    boolean elementwise =
        codec.stateSize(section.length()) == codec.stateVectors() * section.length();
    if (least == 0 || !elementwise) {
      throw new IllegalArgumentException(
          "a section of %d elements in %s cannot be cut into messages of at most %d bytes"
              .formatted(section.length(), codec.name(), mostBytes));
    }
    return least * unit;
  }

  private static boolean fits(Section section, int length, int mostBytes) {
    Section piece = new Section(0, length, section.codec(), section.sparse());
    try {
      return MessageFormat.maxSize(List.of(piece), List.of()) + 2 * Integer.BYTES <= mostBytes;
    } catch (IllegalArgumentException e) {
      // More than any array holds.
      return false;
    }
  }

  /** Length of the vectors that this format carries. */
  public int elementCount() {
    return elementCount;
  }

  /** How many messages a vector makes. */
  public int chunkCount() {
    return chunks.size();
  }

  /** Floats that a sender carries from message to message. */
  public int stateSize() {
    return chunks.stream().mapToInt(MessageFormat::stateSize).sum();
  }

  /**
   * Encodes a vector; see {@link MessageFormat#encode(int, float[], float[], RandomKey, float[])}.
   *
   * @return its chunks, in order
   */
  public byte[][] encode(int kind, float[] values, float[] base, RandomKey key, float[] state) {
    byte[][] messages = new byte[chunks.size()][];
    int from = 0;
    int stateFrom = 0;
    for (int c = 0; c < messages.length; c++) {
      MessageFormat chunk = chunks.get(c);
      int to = from + chunk.elementCount();
      int stateTo = stateFrom + chunk.stateSize();
      float[] own = Arrays.copyOfRange(state, stateFrom, stateTo);
      messages[c] =
          chunk.encode(
              kind,
              Arrays.copyOfRange(values, from, to),
              base == null ? null : Arrays.copyOfRange(base, from, to),
              messages.length == 1 ? key : key.child(c),
              own);
      System.arraycopy(own, 0, state, stateFrom, own.length);
      from = to;
      stateFrom = stateTo;
    }
    return messages;
  }

  /**
   * Decodes all chunks; elements of sparse sections that they leave out stay as they are.
   *
   * @throws WireFormatException when one of them is damaged or there are more or fewer of them
   */
  public void decode(byte[][] messages, float[] target) {
    if (messages.length != chunks.size()) {
      throw new WireFormatException(
          0, "expected " + chunks.size() + " chunks, got " + messages.length);
    }
    if (target.length != elementCount) {
      throw new IllegalArgumentException(
          "expected a vector of " + elementCount + " elements, got " + target.length);
    }
    int from = 0;
    for (int c = 0; c < messages.length; c++) {
      int length = chunks.get(c).elementCount();
      float[] part = Arrays.copyOfRange(target, from, from + length);
      chunks.get(c).decode(messages[c], part);
      System.arraycopy(part, 0, target, from, length);
      from += length;
    }
  }
}
