package org.strideml.quantization;

/**
 * A lossless coding of a section's bytes, tried after its codec and kept where it makes them fewer.
 *
 * <p>The library brings {@link Rans} and {@link Deflate}; others are found by {@link
 * java.util.ServiceLoader}. Implementations are stateless; the same bytes in give the same bytes
 * out.
 */
public interface EntropyStage extends java.io.Serializable {
  /** Number in a section's header, 1 to 255. Never reused for another. */
  int id();

  /** Name in configurations. */
  String name();

  /**
   * Codes {@code length} bytes.
   *
   * @param codes where in them packed codes begin and how wide they are; a hint
   */
  byte[] compress(byte[] source, int offset, int length, CodeLayout codes);

  /**
   * The inverse of {@link #compress}.
   *
   * @param size of the result, from the header and already held against what the section may take
   * @throws WireFormatException when the bytes are not what {@link #compress} writes, or expand to
   *     another size; nothing larger than {@code size} is allocated
   */
  byte[] expand(byte[] source, int offset, int length, int size);

  /**
   * What a payload looks like inside.
   *
   * @param offset bytes before the codes
   * @param bits of a code, 1 to 8
   */
  record CodeLayout(int offset, int bits) {
    /** Nothing is known. */
    public static final CodeLayout BYTES = new CodeLayout(0, Byte.SIZE);
  }
}
