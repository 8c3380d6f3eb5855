package org.strideml.quantization;

/**
 * The loops over the values of one bucket.
 *
 * <p>Single precision throughout, fused multiply-add where it says {@code fma} and nowhere else, no
 * division: a device kernel that does the same operations writes the same bytes.
 */
final class Loops {
  /** Added to a float below 2²² in magnitude, rounds it to an integer, ties to even. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final float TO_UNIT = 0x1p-24f;

  private Loops() {}

  /** Writes the least and the greatest of {@code length} > 0 values; both NaN if one is NaN. */
  static void range(float[] source, int offset, int length, float[] minMax) {
    float min = source[offset];
    float max = min;
    for (int i = offset + 1; i < offset + length; i++) {
      min = Math.min(min, source[i]);
      max = Math.max(max, source[i]);
    }
    minMax[0] = min;
    minMax[1] = max;
  }

  /** code = clamp(round((x − minimum) / delta − shift), 0, levels), ties to even. */
  static void nearest(
      float[] source,
      int offset,
      int length,
      Bucket bucket,
      float shift,
      byte[] codes,
      int codesOffset) {
    float minimum = bucket.minimum;
    float inverse = bucket.inverse;
    float levels = bucket.levels;
    for (int i = 0; i < length; i++) {
      float position = Math.fma(source[offset + i] - minimum, inverse, -shift);
      float rounded = (position + ROUNDER) - ROUNDER;
      codes[codesOffset + i] = (byte) (int) Math.min(rounded, levels);
    }
  }

  /** code = floor(y) + [u &lt; y − floor(y)], y = (x − minimum) / delta, u = key's uniform. */
  static void coinFlip(
      float[] source,
      int offset,
      int length,
      Bucket bucket,
      RandomKey key,
      int firstIndex,
      byte[] codes,
      int codesOffset) {
    float minimum = bucket.minimum;
    float inverse = bucket.inverse;
    int levels = bucket.levels;
    int word0 = key.word0();
    int word1 = key.word1();
    for (int i = 0; i < length; i++) {
      float position = (source[offset + i] - minimum) * inverse;
      int below = (int) position;
      float uniform = (RandomKey.bits(word0, word1, firstIndex + i) >>> 8) * TO_UNIT;
      int code = uniform < position - below ? below + 1 : below;
      codes[codesOffset + i] = (byte) Math.min(code, levels);
    }
  }

  /** x̂ = origin + delta · code. */
  static void restore(
      byte[] codes,
      int codesOffset,
      int length,
      float delta,
      float origin,
      float[] target,
      int targetOffset) {
    for (int i = 0; i < length; i++) {
      target[targetOffset + i] = Math.fma(delta, codes[codesOffset + i] & 0xff, origin);
    }
  }
}
