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
  private final int[] order;

  Shard(PackedRows rows, int[] labels) {
    this(rows, labels, new int[0]);
  }

  private Shard(PackedRows rows, int[] labels, int[] order) {
    this.rows = rows;
    this.labels = labels;
    this.order = order;
  }

  /**
   * The same rows, which know an order beside that of their places.
   *
   * @param places of all rows
   */
  public Shard ranked(int[] places) {
    if (places.length != size()) {
      throw new IllegalArgumentException(
          "an order of %d rows for a shard of %d".formatted(places.length, size()));
    }
    return new Shard(rows, labels, places.clone());
  }

  /** The place of the row that comes {@code rank}-th in that order. */
  public int ranked(int rank) {
    return order[rank];
  }

  /** Rows. */
  public int size() {
    return rows.size();
  }

  /** Bytes of all rows, labels and the order. */
  public long bytes() {
    return rows.bytes() + ((long) labels.length + order.length) * Integer.BYTES;
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
