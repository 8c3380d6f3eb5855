package org.strideml.quantization;

/**
 * Turns a run of floats into bytes and back.
 *
 * <p>Implementations are stateless and immutable: the same input and key give the same bytes on any
 * machine. The decoder needs nothing but the bytes, the length and the codec's settings.
 */
public interface Codec extends java.io.Serializable {
  /** Number on the wire that says which codec wrote a section. Never reused for another. */
  int id();

  /** Name in configurations, such as {@code stochastic}. */
  String name();

  /** Bits per element, without metadata. */
  int bits();

  /** Elements that share one scale; 0 when the codec has none. */
  int bucketSize();

  /** Whether E[decode(encode(x))] = x over keys, for every x it accepts. */
  boolean unbiased();

  /** Bytes that {@link #encode} writes for {@code length} elements. */
  int encodedSize(int length);

  /**
   * Writes {@link #encodedSize} bytes to {@code target} at {@code targetOffset}.
   *
   * @param key source of random bits; ignored by deterministic codecs
   * @throws IllegalArgumentException from a lossy codec when a value is NaN, infinite or beyond
   *     ±2¹²⁶ (where a range would overflow), naming its index in {@code source}; what was written
   *     is then meaningless
   */
  void encode(
      float[] source, int sourceOffset, int length, RandomKey key, byte[] target, int targetOffset);

  /**
   * Reads {@link #encodedSize} bytes at {@code sourceOffset} and writes {@code length} floats.
   *
   * @throws WireFormatException when the bytes cannot have been written by this codec
   */
  void decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length);
}
