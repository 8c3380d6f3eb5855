package org.strideml.quantization;

/**
 * Rounds to the nearest point of a grid that is shifted as a whole by a random fraction of a step:
 * the weight quantizer of QSDP (Markov, Vladu, Guo, Alistarh 2023, arXiv 2302.02390).
 *
 * <p>Per bucket δ = (max − min) / (2^bits − 1); one r per call, uniform in (−½, ½] and the same for
 * every element of the call:
 *
 * <pre>
 * code = clamp(round((x − min)/δ − r), 0, 2^bits − 1)      x̂ = min + δ·(code + r)
 * </pre>
 *
 * <p>The error is uniform in [−δ/2, δ/2] over r whatever x is, so E x̂ = x and the variance is
 * δ²/12. x̂ may leave [min, max] by δ/2. A constant bucket comes back exactly.
 *
 * <p>Bytes, little-endian: r as a float; for each bucket δ and min as floats; the codes. Size 4 +
 * 8·⌈n/bucketSize⌉ + ⌈n·bits/8⌉.
 *
 * @param bits per code, 1 to 8
 * @param bucketSize elements that share δ and min, at least 1
 */
public record RandomShift(int bits, int bucketSize) implements Codec {
  static final int ID = 1;
  static final String NAME = "random-shift";
  private static final int SHIFT_SIZE = Float.BYTES;

  public RandomShift {
    UniformBuckets.validate(bits, 1, bucketSize);
  }

  @Override
  public int id() {
    return ID;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean unbiased() {
    return true;
  }

  @Override
  public int grain() {
    return BitPacker.grain(bucketSize);
  }

  /** All pieces are shifted alike. */
  @Override
  public RandomKey pieceKey(RandomKey key, int start) {
    return key;
  }

  @Override
  public int encodedSize(int length) {
    return Codecs.checkedSize(SHIFT_SIZE + buckets().encodedSize(length), length);
  }

  @Override
  public EntropyStage.CodeLayout layout(int length) {
    int headers = (int) buckets().headersSize(length);
    return new EntropyStage.CodeLayout(SHIFT_SIZE + headers, bits);
  }

  @Override
  public int encode(
      float[] source,
      int sourceOffset,
      int length,
      RandomKey key,
      byte[] target,
      int targetOffset) {
    float shift = shift(key);
    LittleEndian.putFloat(target, targetOffset, shift);
    buckets()
        .encode(
            source,
            sourceOffset,
            length,
            new Rounding.Nearest(shift),
            target,
            targetOffset + SHIFT_SIZE);
    return encodedSize(length);
  }

  @Override
  public int decode(byte[] source, int sourceOffset, float[] target, int targetOffset, int length) {
    LittleEndian.requireBytes(source, sourceOffset, encodedSize(length));
    float shift = LittleEndian.getFloat(source, sourceOffset);
    if (!(Math.abs(shift) <= 0.5f)) {
      throw new WireFormatException(
          sourceOffset, "a random shift must be in [-0.5, 0.5], got " + shift);
    }
    buckets().decode(source, sourceOffset + SHIFT_SIZE, target, targetOffset, length, shift);
    return encodedSize(length);
  }

  /** −½ is left out and ½ let in, so that the greatest value never rounds beyond the last code. */
  float shift(RandomKey key) {
    return 0.5f - key.uniform(0);
  }

  private UniformBuckets buckets() {
    return new UniformBuckets(bits, bucketSize, Grid.RANGE);
  }
}
