package org.strideml.trainer.spark.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.strideml.trainer.data.RowReader;
import org.strideml.trainer.data.table.RowEncoder;
import org.strideml.trainer.data.table.TableFormat;
import org.strideml.trainer.data.table.TablePreprocessing;
import org.strideml.trainer.spark.ClusterRows;

/**
 * The training rows or the held-out rows of a table, without those that cannot be used. Every one
 * was encoded once when this was made, so that their number is known.
 */
public final class TableRows implements ClusterRows {
  private final TableScan scan;
  private final RowUse use;
  private final BlockRows usable;
  private final DroppedRows dropped = new DroppedRows();

  /** What a task found in its partition. */
  static final class Found implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    final ArrayList<BlockRows.Count> counts = new ArrayList<>();
    final DroppedRows dropped = new DroppedRows();
  }

  TableRows(String name, TableScan scan, RowUse use) {
    this.scan = scan;
    this.use = use;
    TableScan.Layout layout = scan.layout();
    JavaRDD<Found> found =
        scan.perPartition(reader -> Collections.singleton(find(layout, use, reader)).iterator());
    List<BlockRows.Count> counts = new ArrayList<>();
    for (Found one : TableScan.run(name, found)) {
      counts.addAll(one.counts);
      dropped.add(one.dropped);
    }
    usable = new BlockRows(counts);
  }

  private static Found find(TableScan.Layout layout, RowUse use, CellReader reader) {
    Found found = new Found();
    RowEncoder encoder = use.encoder();
    byte[] bytes = new byte[use.recordBytes()];
    while (reader.next()) {
      if (use.includes(layout, reader) && use.encode(encoder, reader, bytes, found.dropped)) {
        TableScan.count(found.counts, reader);
      }
    }
    return found;
  }

  /** Rows that cannot be used. */
  public DroppedRows dropped() {
    return dropped;
  }

  @Override
  public long rows() {
    return usable.rows();
  }

  @Override
  public TableFormat format() {
    return use.table().format(!use.weights().isNone());
  }

  @Override
  public boolean labelled() {
    return use.labelled() && use.table().target().values() == 0;
  }

  @Override
  public TablePreprocessing preprocessing() {
    return use.table();
  }

  @Override
  public JavaRDD<RowReader> readers() {
    TableScan.Layout layout = scan.layout();
    RowUse what = use;
    BlockRows places = usable;
    return scan.rows().mapPartitions(rows -> readers(layout, what, places, rows));
  }

  private static Iterator<RowReader> readers(
      TableScan.Layout layout, RowUse use, BlockRows places, Iterator<Row> rows) {
    RowReader reader = new TableRowReader(layout, use, places, layout.reader(rows));
    return Collections.singleton(reader).iterator();
  }
}
