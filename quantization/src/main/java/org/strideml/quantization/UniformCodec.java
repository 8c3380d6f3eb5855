package org.strideml.quantization;

/** A codec that is a uniform grid per bucket and a way to round to its points. */
interface UniformCodec extends Codec {
  /** The grid's kind. */
  Grid grid();

  /** How values become codes of the grid. */
  Rounding rounding(RandomKey key, int origin, int length);

  private UniformBuckets buckets() {
    return new UniformBuckets(bits(), bucketSize(), grid());
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
    Rounding rounding = rounding(key, sourceOffset, length);
    buckets().encode(source, sourceOffset, length, rounding, target, targetOffset);
    return encodedSize(length);
  }

  @Override
  default int decode(
      byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    buckets().decode(source, sourceOffset, target, targetOffset, length, 0);
    return encodedSize(length);
  }
}
