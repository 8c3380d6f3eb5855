package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;

/** Rows in the order of their labels, those of one label in a keyed order. */
final class RowsByLabel {
  private RowsByLabel() {}

  static int[] sorted(int[] labels, RandomKey key) {
    KeyedPermutation shuffled = new KeyedPermutation(labels.length, key);
    long[] keyed = new long[labels.length];
    for (int row = 0; row < labels.length; row++) {
      keyed[row] = (long) labels[row] << 32 | shuffled.at(row);
    }
    java.util.Arrays.sort(keyed);
    int[] rows = new int[labels.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) shuffled.inverse(keyed[i] & 0xffffffffL);
    }
    return rows;
  }
}
