package org.strideml.quantization;

/** A codec that is a fixed codebook and a scale per bucket. */
interface CodebookCodec extends Codec {
  /** The numbers it knows, in [−1, 1]. */
  Codebook codebook();

  /** Whether values are rounded at random rather than to the nearest number. */
  boolean stochastic();

  private CodebookBuckets buckets() {
    return new CodebookBuckets(codebook(), bits(), bucketSize(), stochastic());
  }

  @Override
  default boolean unbiased() {
    return stochastic();
  }

  @Override
  default int grain() {
    return BitPacker.grain(bucketSize());
  }

  @Override
  default int encodedSize(int length) {
    return Codecs.checkedSize(buckets().encodedSize(length), length);
  }

  @Override
  default EntropyStage.CodeLayout layout(int length) {
    return new EntropyStage.CodeLayout((int) buckets().headersSize(length), bits());
  }

  @Override
  default int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    buckets().encode(source, sourceOffset, length, key, target, targetOffset);
    return encodedSize(length);
  }

  @Override
  default int decode(
      byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    buckets().decode(source, sourceOffset, target, targetOffset, length);
    return encodedSize(length);
  }
}
