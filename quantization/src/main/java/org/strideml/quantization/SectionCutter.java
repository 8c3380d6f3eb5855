package org.strideml.quantization;

import java.util.ArrayList;
import java.util.List;

/**
 * Deals the sections of a vector into messages of a limited size, and cuts those that are larger.
 */
final class SectionCutter {
  /** Elements whose encoded size every codec can tell as an int. */
  private static final int MEASURABLE = 1 << 27;

  private final WireVersion version;
  private final int mostBytes;

  /**
   * @param version that has the longest headers the messages may need
   */
  SectionCutter(WireVersion version, int mostBytes) {
    this.version = version;
    this.mostBytes = mostBytes;
  }

  /** What each message holds; one that holds nothing when there are no sections. */
  List<List<Piece>> chunks(List<Section> sections) {
    List<List<Piece>> chunks = new ArrayList<>();
    List<Piece> open = new ArrayList<>();
    long size = version.overhead(0);
    for (int number = 0; number < sections.size(); number++) {
      for (Piece piece : cut(sections.get(number), number)) {
        long more = version.sectionHeaderSize() + payloadSize(piece.section());
        if (!open.isEmpty() && size + more > mostBytes) {
          chunks.add(open);
          open = new ArrayList<>();
          size = version.overhead(0);
        }
        open.add(piece);
        size += more;
      }
    }
    chunks.add(open);
    return chunks;
  }

  private List<Piece> cut(Section section, int number) {
    int most =
        version.overhead(1) + payloadSize(section) <= mostBytes
            ? Math.max(1, section.length())
            : largestPiece(section);
    List<Piece> pieces = new ArrayList<>();
    for (int start = 0; start == 0 || start < section.length(); start += most) {
      int length = Math.min(most, section.length() - start);
      pieces.add(new Piece(run(section, start, length), number, start));
      if (length == section.length() - start) {
        break;
      }
    }
    return pieces;
  }

  private static Section run(Section section, int start, int length) {
    return new Section(section.offset() + start, length, section.codec(), section.sparse());
  }

  /** The most elements of a section whose message stays within the limit, whole grains. */
  private int largestPiece(Section section) {
    int grain = section.codec().grain();
    boolean divisible = grain == 1 || grain > 1 && !section.sparse();
    int least = 0;
    int most = divisible ? section.length() / grain : 0;
    while (least < most) {
      int middle = (int) (((long) least + most + 1) / 2);
      Section piece = run(section, 0, middle * grain);
      if (version.overhead(1) + payloadSize(piece) <= mostBytes) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    if (least == 0) {
      throw new IllegalArgumentException(
          "a %ssection of %d elements in %s cannot be cut into messages of at most %d bytes"
              .formatted(
                  section.sparse() ? "sparse " : "",
                  section.length(),
                  section.codec().name(),
                  mostBytes));
    }
    return least * grain;
  }

  /** Most bytes of a payload, which may be more than an array holds. */
  private static long payloadSize(Section section) {
    if (section.codec().grain() == 0) {
      return section.maxPayloadSize();
    }
    int rest = section.length() % MEASURABLE;
    long size = run(section, 0, rest).maxPayloadSize();
    if (section.length() >= MEASURABLE) {
      long whole = section.length() / MEASURABLE;
      size += whole * run(section, 0, MEASURABLE).maxPayloadSize();
    }
    return size;
  }
}
