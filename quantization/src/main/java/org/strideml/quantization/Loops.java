package org.strideml.quantization;

/**
 * The loops over the values of one bucket; every implementation writes the same bits.
 *
 * <p>Single precision throughout, fused multiply-add where it says so and nowhere else, no
 * division: a device kernel that does the same operations writes the same bytes too.
 */
interface Loops {
  /** Added to a float below 2²² in magnitude, leaves the nearest integer in its low bits. */
  float ROUNDER = 0x1.8p23f;

  /** Added to a float in [0, 256), leaves it in the low bits with {@link #FRACTION_BITS}. */
  float FIXED_POINT = 256;

  int FRACTION_BITS = 15;

  /** Floats of scratch that {@link #range} needs: twice the widest vector. */
  int RANGE_SCRATCH = 32;

  /**
   * Finds the least and the greatest of {@code length} > 0 values; −0 is below +0. If a value is
   * NaN, at least one of the two is.
   *
   * @param minMax {@link #RANGE_SCRATCH} floats, all written over; the two results come first
   */
  void range(float[] source, int offset, int length, float[] minMax);

  /** code = min(round((x − minimum) · inverse − shift), levels), one fma, ties to even. */
  void nearest(
      float[] source,
      int offset,
      int length,
      Bucket bucket,
      float shift,
      byte[] codes,
      int codesOffset);

  /**
   * code = min(⌊y + draw · 2⁻¹⁵⌋, levels), y = (x − minimum) · inverse rounded to a multiple of
   * 2⁻¹⁵ by one fma.
   *
   * @param draws one per value from index 0 on, each in [0, 2¹⁵)
   */
  void coinFlip(
      float[] source,
      int offset,
      int length,
      Bucket bucket,
      int[] draws,
      byte[] codes,
      int codesOffset);

  /** x̂ = fma(delta, code, origin). */
  void restore(
      byte[] codes,
      int codesOffset,
      int length,
      float delta,
      float origin,
      float[] target,
      int targetOffset);

  /** {@link BitPacker#pack}. */
  void pack(byte[] codes, int count, int bits, byte[] target, int targetOffset);

  /** {@link BitPacker#unpack}. */
  void unpack(byte[] source, int sourceOffset, int count, int bits, byte[] codes);

  /**
   * A float's bits as an int of the same order; its own inverse. Integer minima and maxima do not
   * depend on the order of the values and let no NaN slip through.
   */
  static int order(int bits) {
    return bits ^ (bits >> 31 >>> 1);
  }
}
