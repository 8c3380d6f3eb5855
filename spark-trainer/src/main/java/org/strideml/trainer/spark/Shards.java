package org.strideml.trainer.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.TaskCompletionListener;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.RankedRows;
import org.strideml.trainer.data.Ranking;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.RowAssignment;
import org.strideml.trainer.data.RowPlacement;
import org.strideml.trainer.data.RowRanges;
import org.strideml.trainer.data.RowReader;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.data.RowSource;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.data.ShardBuilder;
import org.strideml.trainer.data.SkewedRows;
import scala.Tuple2;

/**
 * Brings rows to executors: one task per file reads (of a table, per partition), one shuffle
 * carries every row to the shard and place that a {@link RowPlacement} computes for it. Partition k
 * holds one {@link Shard}, the same bytes whatever the number of cores, the cluster, or the tasks
 * that had to run twice. No row passes through the driver.
 */
public final class Shards {
  private Shards() {}

  /**
   * The training rows, dealt to workers by {@link RowAssignment}, or as {@link SkewedRows} say;
   * cached, and loaded when this returns.
   *
   * @return partition k is worker k's shard
   * @throws DataException when there are fewer rows than workers, before any job; when a file turns
   *     out damaged
   */
  public static JavaRDD<Shard> load(JavaSparkContext spark, RowSet source, int workers, long seed) {
    if (source instanceof RankedRows ranked) {
      return ranked(load(spark, ranked.source(), workers, seed), ranked, seed);
    }
    if (source instanceof SkewedRows skewed) {
      boolean byColumn = skewed.skew().byColumn();
      int[] labels =
          byColumn
              ? ColumnRanks.of(readers(spark, skewed.source()), source.rows())
              : labels(spark, skewed.source());
      RowPlacement placement = skewed.skew().deal(labels, workers, seed);
      return load(spark, skewed.source(), placement, "training rows");
    }
    return load(spark, source, new RowAssignment(source.rows(), workers, seed), "training rows");
  }

  /** The same shards, whose rows know an order; the others are given up. */
  private static JavaRDD<Shard> ranked(JavaRDD<Shard> plain, RankedRows rows, long seed) {
    Ranking ranking = rows.ranking();
    RecordFormat format = rows.format();
    JavaRDD<Shard> ranked =
        plain
            .mapPartitionsWithIndex(
                (worker, shards) -> {
                  Shard shard = shards.next();
                  int[] order = ranking.order(shard, format, worker, seed);
                  return Collections.singleton(shard.ranked(order)).iterator();
                },
                true)
            .setName("ranked training rows")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      ranked.count();
      return ranked;
    } catch (Exception e) {
      ranked.unpersist(false);
      throw cause(e, "training rows");
    } finally {
      plain.unpersist(false);
    }
  }

  /** Labels of all rows, on the driver. */
  private static int[] labels(JavaSparkContext spark, RowSet source) {
    int[] labels = new int[Math.toIntExact(source.rows())];
    try {
      for (int[] part : readers(spark, source).map(Shards::rowsAndLabels).collect()) {
        for (int i = 0; i < part.length; i += 2) {
          labels[part[i]] = part[i + 1];
        }
      }
      return labels;
    } catch (Exception e) {
      throw cause(e, "labels");
    }
  }

  /** Row, label, row, label, … of all that a reader has. */
  private static int[] rowsAndLabels(RowReader reader) throws IOException {
    try (reader) {
      int[] found = new int[1024];
      int count = 0;
      while (reader.next()) {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = Math.toIntExact(reader.row());
        found[count++] = reader.label();
      }
      return Arrays.copyOf(found, count);
    }
  }

  /**
   * The rows for evaluation in canonical order, cut into contiguous {@link RowRanges}; cached, and
   * loaded when this returns. With fewer rows than partitions some shards are empty.
   *
   * @throws DataException when a file turns out damaged
   */
  public static JavaRDD<Shard> loadEvaluation(
      JavaSparkContext spark, RowSet source, int partitions) {
    return load(spark, source, new RowRanges(source.rows(), partitions), "evaluation rows");
  }

  /** Rows of each shard. */
  public static long[] rows(JavaRDD<Shard> shards) {
    return shards.map(Shard::size).collect().stream().mapToLong(Integer::longValue).toArray();
  }

  private static JavaRDD<Shard> load(
      JavaSparkContext spark, RowSet source, RowPlacement placement, String name) {
    int recordBytes = source.format().recordBytes();
    boolean labelled = source.labelled();
    JavaPairRDD<Integer, RowPacket> packets =
        readers(spark, source)
            .mapPartitionsToPair(readers -> packets(readers, placement, labelled))
            .partitionBy(new ShardPartitioner(placement.shards()));
    JavaRDD<Shard> shards =
        packets
            .mapPartitionsWithIndex(
                (shard, rows) ->
                    build(new ShardBuilder(placement.size(shard), recordBytes, labelled), rows),
                true)
            .setName(name)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      shards.count();
      return shards;
    } catch (Exception e) {
      shards.unpersist(false);
      throw cause(e, name);
    }
  }

  private static JavaRDD<RowReader> readers(JavaSparkContext spark, RowSet rows) {
    if (rows instanceof ClusterRows cluster) {
      return cluster.readers();
    }
    RowSource source = (RowSource) rows;
    List<Integer> files = new ArrayList<>();
    for (int file = 0; file < source.files().size(); file++) {
      if (source.files().get(file).rows() > 0) {
        files.add(file);
      }
    }
    return spark
        .parallelize(files, Math.max(1, files.size()))
        .map(file -> source.open(source.files().get(file)));
  }

  private static Iterator<Tuple2<Integer, RowPacket>> packets(
      Iterator<RowReader> readers, RowPlacement placement, boolean labelled) {
    if (!readers.hasNext()) {
      return Collections.emptyIterator();
    }
    RowReader reader = readers.next();
    TaskCompletionListener whenDone = context -> close(reader);
    TaskContext.get().addTaskCompletionListener(whenDone);
    return new PacketIterator(reader, placement, labelled);
  }

  private static void close(RowReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Iterator<Shard> build(
      ShardBuilder builder, Iterator<Tuple2<Integer, RowPacket>> packets) {
    while (packets.hasNext()) {
      packets.next()._2().unpack(builder);
    }
    return Collections.singleton(builder.build()).iterator();
  }

  /** What a task complained about, rather than Spark's account of how often it tried. */
  static RuntimeException cause(Exception failure, String name) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataException complaint) {
        return complaint;
      }
    }
    return new IllegalStateException(
        "loading " + name + " failed: " + failure.getMessage(), failure);
  }
}
