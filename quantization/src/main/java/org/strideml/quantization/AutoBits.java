package org.strideml.quantization;

/**
 * A codec of 1 to 8 bits whose bits are chosen anew for each section of each message, by the error
 * that each number of bits is measured to make there; see {@link BitChoice}.
 *
 * <p>Either the least number of bits that keeps ‖x̂ − x‖ ≤ {@code targetError}·‖x‖ in every
 * section, or the numbers of bits that make the error of the whole message small within {@code
 * bytes}. The choice is a function of the values and stands in the section's header.
 *
 * @param type one whose state does not depend on bits
 * @param settings its others; bits are ignored, {@code fedBack} wraps it in {@link ErrorFeedback}
 * @param targetError relative error of a section, above 0; 0 to go by bytes
 * @param bytes that all sections of this codec may take together in one message; 0 to go by error
 */
public record AutoBits(CodecType type, CodecSettings settings, double targetError, long bytes)
    implements Codec {
  /** Most bits that can be chosen. */
  static final int MOST = Byte.SIZE;

  public AutoBits {
    if ((targetError > 0) == (bytes > 0)) {
      throw new IllegalArgumentException(
          "bits are chosen for a target error or for a number of bytes, one of them above 0, got "
              + targetError
              + " and "
              + bytes);
    }
  }

  /** Whether codecs of that type can be chosen among. */
  public static boolean serves(CodecType type) {
    return switch (type) {
      case RANDOM_SHIFT, STOCHASTIC, NEAREST, QSGD, SYMMETRIC -> true;
      default -> false;
    };
  }

  /** Fewest bits that can be chosen. */
  int least() {
    return type == CodecType.QSGD || type == CodecType.SYMMETRIC ? 2 : 1;
  }

  /** The codec of so many bits. */
  Codec at(int bits) {
    Codec plain = plain(bits);
    return settings.fedBack() ? new ErrorFeedback(plain) : plain;
  }

  /** The same without feedback. */
  Codec plain(int bits) {
    return type.codec(settings.withBits(bits));
  }

  /** The same choice among codecs with error feedback. */
  AutoBits fedBack() {
    return new AutoBits(type, settings.withFedBack(), targetError, bytes);
  }

  @Override
  public int id() {
    return at(MOST).id();
  }

  @Override
  public String name() {
    return type.codecName();
  }

  /** The most; each message's section has its own. */
  @Override
  public int bits() {
    return MOST;
  }

  @Override
  public int bucketSize() {
    return settings.bucketSize();
  }

  @Override
  public boolean unbiased() {
    return at(MOST).unbiased();
  }

  @Override
  public boolean fixedSize() {
    return false;
  }

  @Override
  public int grain() {
    return at(MOST).grain();
  }

  @Override
  public RandomKey pieceKey(RandomKey key, int start) {
    return at(MOST).pieceKey(key, start);
  }

  @Override
  public int encodedSize(int length) {
    return at(MOST).encodedSize(length);
  }

  @Override
  public int stateVectors() {
    return at(MOST).stateVectors();
  }

  /** With the most bits; {@link MessageFormat} asks for the others. */
  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    return at(MOST).encode(source, sourceOffset, length, key, target, targetOffset);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    return at(MOST).decode(source, sourceOffset, target, targetOffset, length);
  }
}
