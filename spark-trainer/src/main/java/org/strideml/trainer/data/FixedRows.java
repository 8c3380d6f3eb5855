package org.strideml.trainer.data;

/** Rows of one length go straight to where they stay. */
final class FixedRows implements RowPacking {
  private final int size;
  private final int recordBytes;
  private final int rowsPerBlock;
  private final byte[][] blocks;

  FixedRows(int size, int recordBytes, int blockBytes) {
    this.size = size;
    this.recordBytes = recordBytes;
    this.rowsPerBlock = Math.max(1, blockBytes / recordBytes);
    this.blocks = new byte[(int) (((long) size + rowsPerBlock - 1) / rowsPerBlock)][];
    for (int block = 0; block < blocks.length; block++) {
      int rows = Math.min(rowsPerBlock, size - block * rowsPerBlock);
      blocks[block] = new byte[rows * recordBytes];
    }
  }

  @Override
  public void put(int place, byte[] source, int offset, int length) {
    if (length != recordBytes) {
      throw new IllegalArgumentException(
          "rows must have " + recordBytes + " bytes, got " + length + " at place " + place);
    }
    int target = place % rowsPerBlock * recordBytes;
    System.arraycopy(source, offset, blocks[place / rowsPerBlock], target, recordBytes);
  }

  @Override
  public PackedRows build() {
    return PackedRows.fixed(size, rowsPerBlock, blocks, recordBytes);
  }
}
