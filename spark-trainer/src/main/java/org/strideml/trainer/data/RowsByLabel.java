package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;

/** Rows in the order of their labels, those of one label in a keyed order. */
final class RowsByLabel {
  private RowsByLabel() {}

  /** Rows in that order, cut into equal parts, one per worker. */
  static RowPlacement cut(int[] labels, int workers, RandomKey key) {
    int[] sorted = sorted(labels, key);
    int[] shards = new int[labels.length];
    for (int i = 0; i < sorted.length; i++) {
      shards[sorted[i]] = (int) ((long) i * workers / sorted.length);
    }
    return new DealtRows(shards, workers);
  }

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
