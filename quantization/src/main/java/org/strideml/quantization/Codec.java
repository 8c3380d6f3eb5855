package org.strideml.quantization;

/**
 * Turns a run of floats into bytes and back.
 *
 * <p>Implementations are immutable: the same input, key and state give the same bytes on any
 * machine. The decoder needs nothing but the bytes, the length and the codec's settings. Most
 * codecs keep nothing from message to message. What the others remember (a residual, a momentum,
 * learned levels) is a vector that the caller owns, keeps and hands in again: all zero before the
 * first message, {@link #stateSize} floats for each run.
 */
public interface Codec extends java.io.Serializable {
  /** Number on the wire that says which codec wrote a section. Never reused for another. */
  int id();

  /** Name in configurations, such as {@code stochastic}. */
  String name();

  /** Bits per code, without metadata; {@value Float#SIZE} where floats travel. */
  int bits();

  /** Elements that share one scale; 0 when the codec has none. */
  int bucketSize();

  /**
   * What the decoder must agree about beside {@link #id} and {@link #bits}, as one word in the
   * section's header: the bucket size, the bits of a density.
   */
  default int setting() {
    return bucketSize();
  }

  /** Whether E[decode(encode(x))] = x over keys, for every x it accepts. */
  boolean unbiased();

  /** Whether every run of one length takes the same number of bytes. */
  default boolean fixedSize() {
    return true;
  }

  /** Bytes that {@link #encode} writes for {@code length} elements; the most when sizes differ. */
  int encodedSize(int length);

  /** Where in a payload packed codes are, for entropy stages that care. */
  default EntropyStage.CodeLayout layout(int length) {
    return EntropyStage.CodeLayout.BYTES;
  }

  /** This codec for a tensor of that shape, for those that see rows and columns. */
  default Codec forShape(int... shape) {
    return this;
  }

  /**
   * Elements at whose multiples a run can be cut: its pieces, each encoded with {@link #pieceKey},
   * have the values of the whole. 1 where an element's bytes depend on nothing but the element; 0
   * for codecs that see a run as a whole, which most that remember something do.
   */
  default int grain() {
    return 0;
  }

  /** Randomness of the piece of a run that begins at {@code start}. */
  default RandomKey pieceKey(RandomKey key, int start) {
    return key.from(start);
  }

  /**
   * Vectors of one float per element that begin the state. A codec whose state consists of them
   * alone can serve sparse sections, where each message holds other elements.
   */
  default int stateVectors() {
    return 0;
  }

  /** Whether messages depend on those before. */
  default boolean remembers() {
    return stateVectors() > 0;
  }

  /** Floats that the sender carries from message to message for a run of that length. */
  default int stateSize(int length) {
    return stateVectors() * length;
  }

  /**
   * Writes at most {@link #encodedSize} bytes to {@code target} at {@code targetOffset}, as the
   * first message of a run.
   *
   * @param key source of random bits; ignored by deterministic codecs
   * @return bytes written
   * @throws IllegalArgumentException from a lossy codec when a value is NaN, infinite or beyond
   *     what it can express (±2¹²⁶ unless it says otherwise), naming its index in {@code source};
   *     what was written is then meaningless
   */
  int encode(
      float[] source, int sourceOffset, int length, RandomKey key, byte[] target, int targetOffset);

  /**
   * The same for any message of a run.
   *
   * @param state {@link #stateSize} floats from {@code stateOffset} on, left by the message before;
   *     brought up to date, and meaningless after an exception
   */
  default int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      float[] state,
      int stateOffset,
      byte[] target,
      int targetOffset) {
    return encode(source, sourceOffset, length, key, target, targetOffset);
  }

  /**
   * Reads what {@link #encode} wrote at {@code sourceOffset} and writes {@code length} floats.
   *
   * @return bytes read
   * @throws WireFormatException when the bytes cannot have been written by this codec
   */
  int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length);
}
