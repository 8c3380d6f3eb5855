package org.strideml.trainer.spark.table;

import java.io.Serializable;
import org.strideml.trainer.data.table.BadRowException;
import org.strideml.trainer.data.table.RowEncoder;
import org.strideml.trainer.data.table.RowWeights;
import org.strideml.trainer.data.table.TablePreprocessing;
import org.strideml.trainer.data.table.TableSettings.BadRows;

/**
 * Which rows of a scan are meant, and what becomes of them.
 *
 * @param set which rows
 * @param table how cells are encoded
 * @param labelled whether rows have labels
 * @param weights of training rows
 * @param badRows what becomes of a row that cannot be used
 */
record RowUse(
    Rows set, TablePreprocessing table, boolean labelled, RowWeights weights, BadRows badRows)
    implements Serializable {

  /** Parts of a scan. */
  enum Rows {
    TRAINING,
    HELD_OUT,
    ALL
  }

  boolean includes(TableScan.Layout layout, CellReader reader) {
    return set == Rows.ALL || layout.heldOut(reader) == (set == Rows.HELD_OUT);
  }

  RowEncoder encoder() {
    return new RowEncoder(table, labelled, weights);
  }

  int recordBytes() {
    return table.format(!weights.isNone()).recordBytes();
  }

  /**
   * Packs the row a reader stands on.
   *
   * @return whether it can be used
   * @throws org.strideml.trainer.data.DataException when it cannot, and that is not to be borne
   */
  boolean encode(RowEncoder encoder, CellReader reader, byte[] bytes, DroppedRows dropped) {
    try {
      encoder.encode(reader.cells(), bytes);
      return true;
    } catch (BadRowException bad) {
      if (badRows == BadRows.FAIL) {
        throw reader.complaint(bad);
      }
      dropped.add(bad, reader);
      return false;
    }
  }
}
