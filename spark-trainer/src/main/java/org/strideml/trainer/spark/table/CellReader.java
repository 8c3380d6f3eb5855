package org.strideml.trainer.spark.table;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Iterator;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.table.BadRowException;
import org.strideml.trainer.data.table.Cells;

/** Walks over a partition's rows and knows each one's number. */
final class CellReader {
  private final Iterator<Row> rows;
  private final BlockRows numbering;
  private final Cells cells;
  private final Object[] values;
  private String path = "";
  private long block = -1;
  private BlockRows.Start start;
  private long inBlock;
  private String unreadable;

  /**
   * @param rows cells, then what is unreadable, path and block, as {@link RawTable#select} has it
   * @param columns number of cells
   * @param numbering {@code null} when numbers do not matter
   */
  CellReader(Iterator<Row> rows, int columns, Set<String> missing, BlockRows numbering) {
    this.rows = rows;
    this.numbering = numbering;
    this.cells = new Cells(missing);
    this.values = new Object[columns];
  }

  boolean next() {
    if (!rows.hasNext()) {
      return false;
    }
    Row row = rows.next();
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    cells.set(values);
    unreadable = row.getString(values.length);
    String nextPath = row.getString(values.length + 1);
    long nextBlock = row.getLong(values.length + 2);
    if (nextBlock != block || !nextPath.equals(path)) {
      path = nextPath;
      block = nextBlock;
      inBlock = -1;
      start = numbering == null ? null : numbering.start(path, block);
    }
    inBlock++;
    return true;
  }

  /** Number among all rows. */
  long row() {
    return start.row() + inBlock;
  }

  String path() {
    return path;
  }

  long block() {
    return block;
  }

  /**
   * The row's cells.
   *
   * @throws BadRowException when the row could not be read as one
   */
  Cells cells() throws BadRowException {
    if (unreadable != null) {
      throw BadRowException.unreadable(values.length, unreadable);
    }
    return cells;
  }

  /** The text of a cell; null when it is missing. */
  String text(int cell) {
    return unreadable != null || cells.isMissing(cell) ? null : String.valueOf(values[cell]);
  }

  /** The complaint about the row this stands on. */
  DataException complaint(BadRowException bad) {
    return new DataException(
        "%s, row %d%s"
            .formatted(
                decoded(path),
                start.rowOfFile() + inBlock + 1,
                bad.column().isEmpty() ? "" : ", column " + bad.column()),
        bad.expected(),
        bad.got(),
        "correct the row, or set data.onBadRow = drop");
  }

  private static String decoded(String path) {
    try {
      return path.contains(":") ? new Path(new URI(path)).toString() : path;
    } catch (URISyntaxException e) {
      return path;
    }
  }
}
