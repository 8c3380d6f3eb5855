package org.strideml.trainer.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of any length are kept in the order they come and laid out by place once all are there, so
 * that the result depends on the rows alone. For that moment they are in memory twice.
 *
 * <p>A block holds as many rows as fit if all were as long as the longest one, so that no block
 * outgrows {@code blockBytes} and a row's block is found by division.
 */
final class VariableRows implements RowPacking {
  private final int size;
  private final int blockBytes;
  private final List<byte[]> chunks = new ArrayList<>();
  private final int[] chunkOf;
  private final int[] offsets;
  private final int[] lengths;
  private int used;
  private int longest = 1;

  VariableRows(int size, int blockBytes) {
    this.size = size;
    this.blockBytes = blockBytes;
    this.chunkOf = new int[size];
    this.offsets = new int[size];
    this.lengths = new int[size];
  }

  @Override
  public void put(int place, byte[] source, int offset, int length) {
    int last = chunks.size() - 1;
    if (last < 0 || chunks.get(last).length - used < length) {
      chunks.add(new byte[Math.max(blockBytes, length)]);
      last++;
      used = 0;
    }
    System.arraycopy(source, offset, chunks.get(last), used, length);
    chunkOf[place] = last;
    offsets[place] = used;
    lengths[place] = length;
    used += length;
    longest = Math.max(longest, length);
  }

  @Override
  public PackedRows build() {
    int rowsPerBlock = Math.max(1, blockBytes / longest);
    int count = (int) (((long) size + rowsPerBlock - 1) / rowsPerBlock);
    byte[][] blocks = new byte[count][];
    int[][] starts = new int[count][];
    for (int block = 0; block < count; block++) {
      int first = block * rowsPerBlock;
      int rows = Math.min(rowsPerBlock, size - first);
      starts[block] = new int[rows];
      int bytes = 0;
      for (int row = 0; row < rows; row++) {
        starts[block][row] = bytes;
        bytes += lengths[first + row];
      }
      blocks[block] = new byte[bytes];
      for (int row = 0; row < rows; row++) {
        int place = first + row;
        byte[] chunk = chunks.get(chunkOf[place]);
        System.arraycopy(chunk, offsets[place], blocks[block], starts[block][row], lengths[place]);
      }
    }
    return PackedRows.variable(size, rowsPerBlock, blocks, starts);
  }
}
