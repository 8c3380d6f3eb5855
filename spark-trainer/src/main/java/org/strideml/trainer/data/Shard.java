package org.strideml.trainer.data;

import java.io.Serializable;
import java.util.Objects;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;

/**
 * All rows of one worker, packed: row after row in place order, in blocks of at most 16 MiB (unless
 * a single row is larger), so that no array outgrows an int and a collector can move them.
 * Immutable; plain arrays, for Kryo and Java serialization alike.
 */
public final class Shard implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int BLOCK_BYTES = 16 << 20;

  private final PackedRows rows;
  private final int[] labels;

  Shard(PackedRows rows, int[] labels) {
    this.rows = rows;
    this.labels = labels;
  }

  /** Rows. */
  public int size() {
    return rows.size();
  }

  /** Bytes of all rows and labels. */
  public long bytes() {
    return rows.bytes() + (long) labels.length * Integer.BYTES;
  }

  /**
   * Decodes the row at {@code place} into row {@code slot} of {@code batch}.
   *
   * @param key bits drawn anew at this visit, {@code null} for evaluation's fixed choice
   */
  public void fill(Batch batch, int slot, int place, RecordFormat format, RandomKey key) {
    Objects.checkIndex(place, rows.size());
    format.decode(rows.block(place), rows.offset(place), label(place), batch, slot, key);
  }

  private int label(int place) {
    return labels.length == 0 ? 0 : labels[place];
  }
}
