package org.strideml.trainer.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.strideml.trainer.data.RowPlacement;
import org.strideml.trainer.data.RowReader;
import scala.Tuple2;

/**
 * Sorts a file's rows into packets by shard as they are read. Holds one open packet per shard, all
 * together about {@link #OPEN_BYTES}, whatever the size of the file.
 */
final class PacketIterator implements Iterator<Tuple2<Integer, RowPacket>> {
  static final int OPEN_BYTES = 32 << 20;
  private static final int MAX_PACKET_BYTES = 1 << 20;

  private final RowReader reader;
  private final RowPlacement placement;
  private final RowPacket.Builder[] open;
  private final boolean labelled;
  private final int packetBytes;
  private int flushed;
  private Tuple2<Integer, RowPacket> next;

  PacketIterator(RowReader reader, RowPlacement placement, boolean labelled) {
    this.reader = reader;
    this.placement = placement;
    this.open = new RowPacket.Builder[placement.shards()];
    this.labelled = labelled;
    this.packetBytes = Math.min(MAX_PACKET_BYTES, OPEN_BYTES / open.length);
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && reader.next()) {
        add();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (; next == null && flushed < open.length; flushed++) {
      if (open[flushed] != null && !open[flushed].isEmpty()) {
        next = new Tuple2<>(flushed, open[flushed].take());
      }
    }
    return next != null;
  }

  private void add() {
    int shard = placement.shard(reader.row());
    if (open[shard] == null) {
      open[shard] = new RowPacket.Builder(packetBytes, labelled);
    }
    open[shard].add(placement.place(reader.row()), reader.bytes(), reader.label());
    if (open[shard].isFull()) {
      next = new Tuple2<>(shard, open[shard].take());
    }
  }

  @Override
  public Tuple2<Integer, RowPacket> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no rows left");
    }
    Tuple2<Integer, RowPacket> packet = next;
    next = null;
    return packet;
  }
}
