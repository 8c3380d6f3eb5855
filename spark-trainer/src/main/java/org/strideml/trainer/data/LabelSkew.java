package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;

/**
 * Rows sorted by label, those of one label shuffled, and cut into equal parts: each worker sees one
 * label or a few.
 */
public record LabelSkew() implements Skew {
  private static final long PURPOSE = 0x6c6162656c73L; // "labels"

  @Override
  public RowPlacement deal(int[] labels, int workers, long seed) {
    return RowsByLabel.cut(labels, workers, RandomKey.of(seed).child(PURPOSE));
  }
}
