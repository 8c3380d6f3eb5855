package org.strideml.quantization;

/**
 * What codecs can be told; each reads the few that it needs, see {@link CodecType}.
 *
 * @param bits per code
 * @param bucketSize elements that share one scale
 * @param stochastic whether values are rounded at random rather than to the nearest
 * @param density share of values that travel
 * @param threshold magnitude from which values travel
 * @param rank of the matrices that travel
 * @param momentum of values before they are picked
 * @param decay of a sum from message to message
 * @param chunk length of the axes of a cosine transform
 * @param centroids of kept values
 * @param refreshEvery messages from one fit of levels to the next
 * @param fedBack whether {@link ErrorFeedback} is to wrap the codec
 */
public record CodecSettings(
    int bits,
    int bucketSize,
    boolean stochastic,
    float density,
    float threshold,
    int rank,
    float momentum,
    float decay,
    int chunk,
    int centroids,
    int refreshEvery,
    boolean fedBack)
    implements java.io.Serializable {

  /** Bits and bucket size, the others as their papers have them. */
  public static CodecSettings of(int bits, int bucketSize) {
    return new CodecSettings(
        bits, bucketSize, false, 0.01f, 0.001f, 4, 0.9f, 0.999f, 64, 3, 50, false);
  }

  /** The same with other bits. */
  public CodecSettings withBits(int other) {
    return copy(other, fedBack);
  }

  /** The same for a codec that is fed back what it lost. */
  public CodecSettings withFedBack() {
    return copy(bits, true);
  }

  private CodecSettings copy(int otherBits, boolean otherFedBack) {
    return new CodecSettings(
        otherBits,
        bucketSize,
        stochastic,
        density,
        threshold,
        rank,
        momentum,
        decay,
        chunk,
        centroids,
        refreshEvery,
        otherFedBack);
  }
}
