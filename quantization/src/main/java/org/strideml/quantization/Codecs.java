package org.strideml.quantization;

/** The codecs by name. */
public final class Codecs {
  private Codecs() {}

  /**
   * The codec that a configuration names: {@code none}, {@code random-shift} or {@code stochastic}.
   *
   * @param bits per element, 1 to 8; ignored by {@code none}
   * @param bucketSize elements that share one scale, at least 1; ignored by {@code none}
   * @throws IllegalArgumentException when the name is unknown or a setting out of range
   */
  public static Codec of(String name, int bits, int bucketSize) {
    return switch (name) {
      case Identity.NAME -> new Identity();
      case RandomShift.NAME -> new RandomShift(bits, bucketSize);
      case StochasticUniform.NAME -> new StochasticUniform(bits, bucketSize);
      default ->
          throw new IllegalArgumentException(
              "codec must be one of none, random-shift, stochastic, got \"" + name + "\"");
    };
  }

  /** {@code size} as an int, or an error that says what did not fit. */
  static int checkedSize(long size, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("length must be >= 0, got " + length);
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          length
              + " elements encode to "
              + size
              + " bytes, more than one array holds;"
              + " use fewer bits, larger buckets or several messages");
    }
    return (int) size;
  }
}
