package org.strideml.quantization;

/**
 * A run of a parameter vector and the codec it travels in.
 *
 * @param offset first element
 * @param length number of elements
 */
public record Section(int offset, int length, Codec codec) implements java.io.Serializable {
  public Section {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException(
          "a section needs offset >= 0 and length >= 0, got " + offset + " and " + length);
    }
  }
}
