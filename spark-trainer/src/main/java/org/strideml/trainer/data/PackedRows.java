package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * Rows in place order, the same number of them in each block but the last. Rows of one length are
 * found by arithmetic, others by a table of where each begins in its block. Part of a {@link
 * Shard}; public only so that serializers can name it.
 */
public final class PackedRows implements Serializable {
  private static final long serialVersionUID = 1L;
  private final int size;
  private final int rowsPerBlock;
  private final byte[][] blocks;
  private final int recordBytes;
  private final int[][] starts;

  private PackedRows(int size, int rowsPerBlock, byte[][] blocks, int recordBytes, int[][] starts) {
    this.size = size;
    this.rowsPerBlock = rowsPerBlock;
    this.blocks = blocks;
    this.recordBytes = recordBytes;
    this.starts = starts;
  }

  /** Rows of one length. */
  static PackedRows fixed(int size, int rowsPerBlock, byte[][] blocks, int recordBytes) {
    return new PackedRows(size, rowsPerBlock, blocks, recordBytes, new int[0][]);
  }

  /**
   * Rows of any length.
   *
   * @param starts where each row of a block begins in it
   */
  static PackedRows variable(int size, int rowsPerBlock, byte[][] blocks, int[][] starts) {
    return new PackedRows(size, rowsPerBlock, blocks, RecordFormat.VARIABLE, starts);
  }

  int size() {
    return size;
  }

  /** Bytes of all rows, tables included. */
  long bytes() {
    long bytes = 0;
    for (byte[] block : blocks) {
      bytes += block.length;
    }
    return starts.length == 0 ? bytes : bytes + (long) size * Integer.BYTES;
  }

  /** The block that holds a row. */
  byte[] block(int place) {
    return blocks[place / rowsPerBlock];
  }

  /** Where a row begins in its block. */
  int offset(int place) {
    int within = place % rowsPerBlock;
    return recordBytes == RecordFormat.VARIABLE
        ? starts[place / rowsPerBlock][within]
        : within * recordBytes;
  }
}
