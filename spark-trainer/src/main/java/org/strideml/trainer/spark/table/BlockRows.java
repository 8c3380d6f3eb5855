package org.strideml.trainer.spark.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * How many rows some blocks of files have, and from that where each begins: blocks sorted by path,
 * then by place in the file.
 */
final class BlockRows implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A block's first row among all, and in its file. */
  record Start(long row, long rowOfFile) implements Serializable {}

  private final HashMap<String, Start> starts = new HashMap<>();
  private long rows;

  /** Rows of one block, or of a part of one. */
  static final class Count implements Serializable {
    private static final long serialVersionUID = 1L;
    final String path;
    final long block;
    long rows;

    Count(String path, long block) {
      this.path = path;
      this.block = block;
    }
  }

  BlockRows(List<Count> counts) {
    List<Count> sorted = new ArrayList<>(counts);
    sorted.sort(
        Comparator.<Count, String>comparing(count -> count.path)
            .thenComparingLong(count -> count.block));
    String path = null;
    long rowOfFile = 0;
    for (Count count : sorted) {
      rowOfFile = count.path.equals(path) ? rowOfFile : 0;
      path = count.path;
      if (starts.put(key(path, count.block), new Start(rows, rowOfFile)) != null) {
        throw new IllegalStateException("two parts of " + path + " at " + count.block);
      }
      rows += count.rows;
      rowOfFile += count.rows;
    }
  }

  private static String key(String path, long block) {
    return block + " " + path;
  }

  /** Rows of all blocks. */
  long rows() {
    return rows;
  }

  /**
   * @throws IllegalStateException when the block was not counted
   */
  Start start(String path, long block) {
    Start start = starts.get(key(path, block));
    if (start == null) {
      throw new IllegalStateException(
          "%s has a part at %d that was not there when its rows were counted"
              .formatted(path, block));
    }
    return start;
  }
}
