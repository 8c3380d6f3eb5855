package org.strideml.trainer.data;

import java.io.Closeable;
import java.io.IOException;

/**
 * A cursor over the rows of one file, standing before the first. Memory does not grow with them.
 */
public interface RowReader extends Closeable {
  /**
   * Steps to the next row; false after the last, when the file was checked to its end.
   *
   * @throws DataException when the file is damaged, naming row or offset
   */
  boolean next() throws IOException;

  /** Canonical index of the row the cursor stands on. */
  long row();

  /**
   * Its packed bytes and nothing behind them; of rows of one length, overwritten by {@link #next}.
   */
  byte[] bytes();

  /** Its class, 0 where there are none. */
  int label();

  /**
   * What it has in the column that rows are dealt by; empty when that is missing, or there is none.
   */
  default String key() {
    return "";
  }
}
