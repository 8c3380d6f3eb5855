package org.strideml.trainer.spark.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.table.RowSplit;

/** Some columns of a table, its rows numbered in canonical order. May be read many times. */
final class TableScan {
  private final JavaRDD<Row> rows;
  private final Layout layout;

  /** What every task that reads rows knows. */
  record Layout(
      int columns, Set<String> missing, BlockRows numbering, RowSplit split, boolean keyed)
      implements Serializable {
    CellReader reader(Iterator<Row> rows) {
      return new CellReader(rows, columns, missing, numbering);
    }

    /** What the row a reader stands on has in the column rows are dealt by; empty for nothing. */
    String key(CellReader reader) {
      String text = keyed ? reader.text(columns - (split.readsCell() ? 2 : 1)) : null;
      return text == null ? "" : text;
    }

    /** Whether the row a reader stands on is held out; the split's cell is the last one. */
    boolean heldOut(CellReader reader) {
      return split.heldOut(reader.row(), split.readsCell() ? reader.text(columns - 1) : null);
    }
  }

  /**
   * Counts the rows of every block, which gives all of them their numbers.
   *
   * @param cells what is read of a row; behind it the column rows are dealt by, if any, and the
   *     split's when it reads one
   * @param keyed whether rows are dealt by a column
   */
  TableScan(
      RawTable table, List<Column> cells, Set<String> missing, RowSplit split, boolean keyed) {
    rows = table.select(cells).javaRDD();
    int columns = cells.size();
    JavaRDD<BlockRows.Count> counts =
        rows.mapPartitions(
            all -> {
              CellReader reader = new CellReader(all, columns, missing, null);
              List<BlockRows.Count> found = new ArrayList<>();
              while (reader.next()) {
                count(found, reader);
              }
              return found.iterator();
            });
    layout = new Layout(columns, missing, new BlockRows(run(table.name(), counts)), split, keyed);
  }

  /** Counts the row a reader stands on; rows of a block come one after another. */
  static void count(List<BlockRows.Count> counts, CellReader reader) {
    BlockRows.Count last = counts.isEmpty() ? null : counts.get(counts.size() - 1);
    if (last == null || last.block != reader.block() || !last.path.equals(reader.path())) {
      last = new BlockRows.Count(reader.path(), reader.block());
      counts.add(last);
    }
    last.rows++;
  }

  JavaRDD<Row> rows() {
    return rows;
  }

  Layout layout() {
    return layout;
  }

  /** Something found out about each partition, in the order of partitions. */
  <T> JavaRDD<T> perPartition(FlatMapFunction<CellReader, T> task) {
    Layout known = layout;
    return rows.mapPartitions(all -> task.call(known.reader(all)));
  }

  /** Collects, with what a task complained about rather than Spark's account of it. */
  static <T> List<T> run(String name, JavaRDD<T> results) {
    try {
      return results.collect();
    } catch (Exception e) {
      throw complaint(name, e);
    }
  }

  static RuntimeException complaint(String name, Exception failure) {
    Throwable last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataException ours) {
        return ours;
      }
      last = cause;
    }
    DataException told =
        new DataException(
            name,
            "a table that can be read to its end",
            String.valueOf(last.getMessage()).strip().replace("\n", " "),
            "check its files and data.format");
    told.initCause(failure);
    return told;
  }
}
