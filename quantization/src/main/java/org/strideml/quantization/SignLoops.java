package org.strideml.quantization;

/** The loops of {@link Sign}; every implementation writes the same bits. */
interface SignLoops {
  /** Writes a bit for each value, 1 for not negative, low bits of a byte first. */
  void encode(float[] source, int offset, int length, byte[] target, int targetOffset);

  /**
   * Writes {@code scale} or its opposite for bits {@code from} to before {@code to}.
   *
   * @param offset where in {@code target} bit 0 has its place
   */
  void decode(
      byte[] source, int sourceOffset, int from, int to, float scale, float[] target, int offset);
}
