package org.strideml.trainer.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.strideml.trainer.data.ShardBuilder;

/** Some rows of one file on their way to one shard, with their places there. */
final class RowPacket implements Serializable {
  private static final long serialVersionUID = 1L;
  private final int[] places;
  private final int[] ends;
  private final byte[] rows;
  private final int[] labels;

  /**
   * @param ends where each row ends in {@code rows}
   * @param labels one per row, or empty
   */
  RowPacket(int[] places, int[] ends, byte[] rows, int[] labels) {
    this.places = places;
    this.ends = ends;
    this.rows = rows;
    this.labels = labels;
  }

  void unpack(ShardBuilder target) {
    int start = 0;
    for (int i = 0; i < places.length; i++) {
      int label = labels.length == 0 ? 0 : labels[i];
      target.put(places[i], rows, start, ends[i] - start, label);
      start = ends[i];
    }
  }

  /** Fills packets of one shard. */
  static final class Builder {
    private static final int FIRST_ROWS = 16;

    private final int fullBytes;
    private final boolean labelled;
    private int[] places = new int[FIRST_ROWS];
    private int[] ends = new int[FIRST_ROWS];
    private int[] labels;
    private byte[] rows = new byte[0];
    private int count;
    private int used;

    /**
     * @param fullBytes how much a packet takes; at least one row
     */
    Builder(int fullBytes, boolean labelled) {
      this.fullBytes = fullBytes;
      this.labelled = labelled;
      this.labels = new int[labelled ? FIRST_ROWS : 0];
    }

    void add(int place, byte[] row, int label) {
      if (count == places.length) {
        places = Arrays.copyOf(places, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
        labels = Arrays.copyOf(labels, labelled ? 2 * count : 0);
      }
      if (rows.length - used < row.length) {
        rows = Arrays.copyOf(rows, Math.max(used + row.length, Math.min(fullBytes, 2 * used)));
      }
      System.arraycopy(row, 0, rows, used, row.length);
      used += row.length;
      places[count] = place;
      ends[count] = used;
      if (labelled) {
        labels[count] = label;
      }
      count++;
    }

    boolean isEmpty() {
      return count == 0;
    }

    /** Whether another row like the last one would be too much. */
    boolean isFull() {
      int last = used - (count > 1 ? ends[count - 2] : 0);
      return used + last > fullBytes;
    }

    /** The rows so far; the builder is empty again. */
    RowPacket take() {
      RowPacket packet =
          new RowPacket(
              Arrays.copyOf(places, count),
              Arrays.copyOf(ends, count),
              Arrays.copyOf(rows, used),
              Arrays.copyOf(labels, labelled ? count : 0));
      count = 0;
      used = 0;
      return packet;
    }
  }
}
