package org.strideml.trainer.data.table;

import java.io.Serializable;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.data.table.TableSettings.Split;

/**
 * Says of each row whether it is held out, as a function of the seed and the row's number or cell,
 * whatever reads it.
 *
 * @param split how
 * @param seed of the run
 */
public record RowSplit(Split split, long seed) implements Serializable {
  private static final long PURPOSE = 0x73706c6974L; // "split"

  /** Whether {@link #heldOut} looks at a cell, and not only at the row's number. */
  public boolean readsCell() {
    return split.type() == TableSettings.SplitType.COLUMN;
  }

  /**
   * @param row number among all rows, those dropped included
   * @param cell text of the split column; null when missing or not needed
   */
  public boolean heldOut(long row, String cell) {
    return switch (split.type()) {
      case FILE -> false;
      case FRACTION -> RandomKey.of(seed).child(PURPOSE).child(row).uniform(0) < split.fraction();
      case COLUMN -> split.value().equals(cell);
    };
  }
}
