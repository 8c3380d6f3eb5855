package org.strideml.trainer.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.strideml.trainer.data.ShardBuilder;

/** Some rows of one file on their way to one shard, with their places there. */
final class RowPacket implements Serializable {
  private static final long serialVersionUID = 1L;
  private final int[] places;
  private final byte[] rows;
  private final int[] labels;

  /**
   * @param labels one per row, or empty
   */
  RowPacket(int[] places, byte[] rows, int[] labels) {
    this.places = places;
    this.rows = rows;
    this.labels = labels;
  }

  void unpack(ShardBuilder target, int recordBytes) {
    for (int i = 0; i < places.length; i++) {
      target.put(places[i], rows, i * recordBytes, labels.length == 0 ? 0 : labels[i]);
    }
  }

  /** Fills packets of one shard. */
  static final class Builder {
    private final int[] places;
    private final byte[] rows;
    private final int[] labels;
    private final int recordBytes;
    private int count;

    Builder(int capacity, int recordBytes, boolean labelled) {
      this.places = new int[capacity];
      this.rows = new byte[capacity * recordBytes];
      this.labels = new int[labelled ? capacity : 0];
      this.recordBytes = recordBytes;
    }

    void add(int place, byte[] row, int label) {
      places[count] = place;
      System.arraycopy(row, 0, rows, count * recordBytes, recordBytes);
      if (labels.length > 0) {
        labels[count] = label;
      }
      count++;
    }

    boolean isEmpty() {
      return count == 0;
    }

    boolean isFull() {
      return count == places.length;
    }

    /** The rows so far; the builder is empty again. */
    RowPacket take() {
      RowPacket packet =
          new RowPacket(
              Arrays.copyOf(places, count),
              Arrays.copyOf(rows, count * recordBytes),
              Arrays.copyOf(labels, Math.min(count, labels.length)));
      count = 0;
      return packet;
    }
  }
}
