package org.strideml.trainer.data;

/** Brings rows that arrive in any order into place order. */
interface RowPacking {
  /** Copies {@code length} bytes of {@code source} to a place that is still empty. */
  void put(int place, byte[] source, int offset, int length);

  /** All rows, every place being filled. */
  PackedRows build();
}
