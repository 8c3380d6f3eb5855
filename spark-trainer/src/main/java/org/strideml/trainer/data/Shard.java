package org.strideml.trainer.data;

import java.io.Serializable;
import java.util.Objects;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;

/**
 * All rows of one worker, packed: row after row in place order, in blocks of at most 16 MiB, so
 * that no array outgrows an int and a collector can move them. Immutable; plain arrays, for Kryo
 * and Java serialization alike.
 */
public final class Shard implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int BLOCK_BYTES = 16 << 20;

  private final int size;
  private final int recordBytes;
  private final int rowsPerBlock;
  private final byte[][] blocks;
  private final int[] labels;

  Shard(int size, int recordBytes, int rowsPerBlock, byte[][] blocks, int[] labels) {
    this.size = size;
    this.recordBytes = recordBytes;
    this.rowsPerBlock = rowsPerBlock;
    this.blocks = blocks;
    this.labels = labels;
  }

  /** Rows. */
  public int size() {
    return size;
  }

  /** Bytes per row. */
  public int recordBytes() {
    return recordBytes;
  }

  /** Bytes of all rows and labels. */
  public long bytes() {
    return (long) size * recordBytes + (long) labels.length * Integer.BYTES;
  }

  /**
   * Decodes the row at {@code place} into row {@code slot} of {@code batch}.
   *
   * @param key bits drawn anew at this visit, {@code null} for evaluation's fixed choice
   */
  public void fill(Batch batch, int slot, int place, RecordFormat format, RandomKey key) {
    Objects.checkIndex(place, size);
    int offset = place % rowsPerBlock * recordBytes;
    format.decode(blocks[place / rowsPerBlock], offset, label(place), batch, slot, key);
  }

  private int label(int place) {
    return labels.length == 0 ? 0 : labels[place];
  }
}
