package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;

/**
 * Rows sorted by what they have in a column, those alike shuffled, and cut into equal parts: a
 * worker sees one range of ages, one region, one month.
 */
public record ColumnSkew() implements Skew {
  private static final long PURPOSE = 0x636f6c756d6eL; // "column"

  @Override
  public boolean byColumn() {
    return true;
  }

  @Override
  public RowPlacement deal(int[] values, int workers, long seed) {
    return RowsByLabel.cut(values, workers, RandomKey.of(seed).child(PURPOSE));
  }
}
