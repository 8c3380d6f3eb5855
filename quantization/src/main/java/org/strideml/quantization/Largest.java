package org.strideml.quantization;

import java.util.Arrays;

/** Finds the k values of largest magnitude, of equal ones those of lower index. */
final class Largest {
  private static final int HIGH_BITS = 15;
  private static final int LOW_BITS = 16;

  private Largest() {}

  /** How many values a density keeps: its share as a decimal, rounded up, at least one of any. */
  static int count(int length, float density) {
    if (density == 1 || length == 0) {
      return length;
    }
    // 0.3f is a little more than 0.3, which of ten values is three.
    double share = Double.parseDouble(Float.toString(density)) * length;
    return (int) Math.max(1, Math.ceil(share * (1 - 1e-9)));
  }

  /** Their indices, relative to {@code offset}. Values must not be NaN. */
  static IndexSet of(float[] source, int offset, int length, int k) {
    IndexSet indices = new IndexSet(length);
    if (k == 0) {
      return indices;
    }
    // Magnitudes compare as their bits. A histogram of the upper half finds the bin of the k-th
    // largest, one of the lower half of that bin the value itself.
    int[] counts = new int[1 << LOW_BITS];
    for (int i = offset; i < offset + length; i++) {
      counts[magnitude(source[i]) >>> LOW_BITS]++;
    }
    int above = 0;
    int high = (1 << HIGH_BITS) - 1;
    for (; above + counts[high] < k; high--) {
      above += counts[high];
    }
    Arrays.fill(counts, 0);
    for (int i = offset; i < offset + length; i++) {
      if (magnitude(source[i]) >>> LOW_BITS == high) {
        counts[magnitude(source[i]) & 0xffff]++;
      }
    }
    int low = (1 << LOW_BITS) - 1;
    for (; above + counts[low] < k; low--) {
      above += counts[low];
    }
    int threshold = high << LOW_BITS | low;
    int equal = k - above;
    for (int i = 0; i < length; i++) {
      int magnitude = magnitude(source[offset + i]);
      if (magnitude > threshold || magnitude == threshold && equal-- > 0) {
        indices.add(i);
      }
    }
    return indices;
  }

  private static int magnitude(float value) {
    return Float.floatToRawIntBits(value) & 0x7fffffff;
  }
}
