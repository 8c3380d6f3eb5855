package org.strideml.trainer.data;

import java.io.Serializable;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;

/**
 * How a row's packed bytes become one row of a batch. Pixels and characters stay bytes until then.
 */
public interface RecordFormat extends Serializable {
  /** {@link #recordBytes} of rows that differ in length; their own bytes say where they end. */
  int VARIABLE = 0;

  /** Bytes per row, or {@link #VARIABLE}. */
  int recordBytes();

  /**
   * Writes row {@code slot} of {@code batch}.
   *
   * @param block bytes of many rows
   * @param offset where this row starts
   * @param label the row's class; ignored by formats whose targets are in the bytes
   * @param key bits for what is drawn anew each time the row is visited, such as a crop; {@code
   *     null} for the fixed choice that evaluation uses
   */
  void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key);
}
