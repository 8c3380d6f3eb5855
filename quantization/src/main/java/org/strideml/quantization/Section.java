package org.strideml.quantization;

/**
 * A run of a parameter vector and the codec it travels in.
 *
 * @param offset first element
 * @param length number of elements
 * @param sparse whether only elements that differ from a base travel, with their indices; for runs
 *     of which most messages change little
 */
public record Section(int offset, int length, Codec codec, boolean sparse)
    implements java.io.Serializable {
  public Section {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "a section needs offset >= 0 and length >= 0, got " + offset + " and " + length);
    }
    if (sparse && codec.stateSize(length) != codec.stateVectors() * length) {
      throw new IllegalArgumentException(
          "a sparse section cannot travel in "
              + codec.name()
              + ", which remembers more than one number for each element");
    }
  }

  /** A run of which every element travels. */
  public Section(int offset, int length, Codec codec) {
    this(offset, length, codec, false);
  }

  /** The same run in another codec. */
  Section in(Codec other) {
    return new Section(offset, length, other, sparse);
  }

  /** Bytes of the largest payload; of every payload when the section is not sparse. */
  int maxPayloadSize() {
    long size = codec.encodedSize(length);
    return Codecs.checkedSize(sparse ? size + Changes.maxHeaderSize(length) : size, length);
  }
}
