package org.strideml.quantization;

/**
 * What a message holds of a section: all of it, or where a vector is cut into several messages, a
 * run of it.
 *
 * @param section the run, as the message says it
 * @param number of the section of the whole vector that it belongs to
 * @param start first element within that section
 */
record Piece(Section section, int number, int start) implements java.io.Serializable {
  /** Its random bits, of those of the vector's messages; the same however the vector is cut. */
  RandomKey key(RandomKey vector) {
    RandomKey own = vector.child(number);
    return start == 0 ? own : section.codec().pieceKey(own, start);
  }

  /** The same run in another codec. */
  Piece in(Codec codec) {
    return new Piece(section.in(codec), number, start);
  }
}
