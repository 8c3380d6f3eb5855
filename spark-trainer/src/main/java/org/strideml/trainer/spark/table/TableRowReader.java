package org.strideml.trainer.spark.table;

import org.strideml.trainer.data.RowReader;
import org.strideml.trainer.data.table.RowEncoder;

/** The usable rows of one partition, packed. */
final class TableRowReader implements RowReader {
  private final TableScan.Layout layout;
  private final RowUse use;
  private final BlockRows places;
  private final CellReader reader;
  private final RowEncoder encoder;
  private final DroppedRows dropped = new DroppedRows();
  private final byte[] bytes;
  private String path = "";
  private long block = -1;
  private long row;

  TableRowReader(TableScan.Layout layout, RowUse use, BlockRows places, CellReader reader) {
    this.layout = layout;
    this.use = use;
    this.places = places;
    this.reader = reader;
    this.encoder = use.encoder();
    this.bytes = new byte[use.recordBytes()];
  }

  @Override
  public boolean next() {
    while (reader.next()) {
      if (use.includes(layout, reader) && use.encode(encoder, reader, bytes, dropped)) {
        place();
        return true;
      }
    }
    return false;
  }

  private void place() {
    if (reader.block() == block && reader.path().equals(path)) {
      row++;
    } else {
      path = reader.path();
      block = reader.block();
      row = places.start(path, block).row();
    }
  }

  @Override
  public long row() {
    return row;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int label() {
    return encoder.label();
  }

  @Override
  public String key() {
    return layout.key(reader);
  }

  @Override
  public void close() {
    // Spark closes what it reads from.
  }
}
