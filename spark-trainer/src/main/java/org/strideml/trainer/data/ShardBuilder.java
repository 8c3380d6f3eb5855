package org.strideml.trainer.data;

import java.util.BitSet;
import java.util.Objects;

/** Gathers the rows of one shard, which may come in any order, each exactly once. */
public final class ShardBuilder {
  private final int size;
  private final RowPacking rows;
  private final int[] labels;
  private final BitSet filled;

  /**
   * @param size rows to come
   * @param recordBytes bytes per row, at least 1, or {@link RecordFormat#VARIABLE}
   * @param labelled whether each has a label
   */
  public ShardBuilder(int size, int recordBytes, boolean labelled) {
    this(size, recordBytes, labelled, Shard.BLOCK_BYTES);
  }

  ShardBuilder(int size, int recordBytes, boolean labelled, int blockBytes) {
    if (size < 0 || recordBytes < RecordFormat.VARIABLE) {
      throw new IllegalArgumentException(
          "a shard needs size >= 0 and recordBytes >= 0, got " + size + " and " + recordBytes);
    }
    this.size = size;
    this.rows =
        recordBytes == RecordFormat.VARIABLE
            ? new VariableRows(size, blockBytes)
            : new FixedRows(size, recordBytes, blockBytes);
    this.labels = new int[labelled ? size : 0];
    this.filled = new BitSet(size);
  }

  /**
   * Copies one row to its place.
   *
   * @param source holds the row at {@code offset}
   * @param length of the row in bytes
   * @param label ignored when the shard has none
   * @throws IllegalStateException when the place is taken
   */
  public void put(int place, byte[] source, int offset, int length, int label) {
    Objects.checkIndex(place, size);
    if (filled.get(place)) {
      throw new IllegalStateException("two rows for place " + place + " of " + size);
    }
    rows.put(place, source, offset, length);
    filled.set(place);
    if (labels.length > 0) {
      labels[place] = label;
    }
  }

  /**
   * The shard; this builder must not be used afterwards.
   *
   * @throws IllegalStateException when a row is missing
   */
  public Shard build() {
    if (filled.cardinality() != size) {
      throw new IllegalStateException(
          "expected "
              + size
              + " rows, got "
              + filled.cardinality()
              + "; the first one missing is "
              + "at place "
              + filled.nextClearBit(0));
    }
    return new Shard(rows.build(), labels);
  }
}
