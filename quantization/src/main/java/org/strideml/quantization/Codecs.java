package org.strideml.quantization;

/** The codecs by name. */
public final class Codecs {
  private Codecs() {}

  /**
   * The codec of that name, see {@link CodecType}.
   *
   * @param bits per element; ignored by codecs that have only one width
   * @param bucketSize elements that share one scale, at least 1; ignored by codecs without
   * @throws IllegalArgumentException when the name is unknown or a setting out of range
   */
  public static Codec of(String name, int bits, int bucketSize) {
    return of(name, CodecSettings.of(bits, bucketSize));
  }

  /** The same with every setting. */
  public static Codec of(String name, CodecSettings settings) {
    return CodecType.named(name).codec(settings);
  }

  /** The codec, sending what earlier messages left out. */
  public static Codec withFeedback(Codec codec) {
    return codec instanceof AutoBits auto ? auto.fedBack() : new ErrorFeedback(codec);
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
