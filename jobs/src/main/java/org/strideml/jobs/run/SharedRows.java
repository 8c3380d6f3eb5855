package org.strideml.jobs.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.trainer.spark.ShardStore;
import org.strideml.trainer.spark.SharedShards;

/**
 * Data that several runs of one application use: opened, learned from, and cut into shards once for
 * all that agree in what decides it, and freed when the last of them is done. Any thread may call.
 */
public final class SharedRows implements RowSupply, AutoCloseable {
  private final JavaSparkContext spark;
  private final SharedShards shards;
  private final int atOnce;
  private final List<StrideConfig> waiting;
  private final Map<PreparedRows.Key, Opening> opened = new HashMap<>();
  private int preparations;

  /** Opened by the first who asks, under its lock. */
  private static final class Opening {
    private PreparedRows rows;
  }

  /**
   * @param spark not stopped here
   * @param users every run that will ask; each is to be followed by a {@link #done}
   * @param atOnce how many of them at the same time
   */
  public SharedRows(JavaSparkContext spark, List<StrideConfig> users, int atOnce) {
    this.spark = spark;
    this.shards = new SharedShards(spark);
    this.waiting = new ArrayList<>(users);
    this.atOnce = atOnce;
  }

  @Override
  public PreparedRows open(StrideConfig config) throws IOException {
    Opening opening;
    synchronized (this) {
      opening = opened.computeIfAbsent(PreparedRows.Key.of(config), key -> new Opening());
    }
    synchronized (opening) {
      if (opening.rows == null) {
        opening.rows = PreparedRows.open(config, spark);
        synchronized (this) {
          preparations++;
        }
      }
      return opening.rows;
    }
  }

  @Override
  public ShardStore shards() {
    return shards;
  }

  @Override
  public int atOnce() {
    return atOnce;
  }

  /** How often data was opened. */
  public synchronized int preparations() {
    return preparations;
  }

  /** How often rows were cut into shards. */
  public int loads() {
    return shards.loads();
  }

  /** Says that one of the users has ended, however; frees what no other one waits for. */
  public synchronized void done(StrideConfig config) {
    waiting.remove(config);
    PreparedRows.Key key = PreparedRows.Key.of(config);
    Opening opening = opened.get(key);
    if (opening == null || opening.rows == null) {
      return;
    }
    List<StrideConfig> others =
        waiting.stream().filter(other -> PreparedRows.Key.of(other).equals(key)).toList();
    if (others.isEmpty()) {
      shards.forget(opening.rows.data().training());
      shards.forget(opening.rows.data().evaluation());
      opened.remove(key);
    } else if (others.stream().noneMatch(other -> isCutAlike(config, other))) {
      shards.forget(opening.rows.data().training(), config.sync().workers(), config.run().seed());
    }
  }

  private static boolean isCutAlike(StrideConfig one, StrideConfig other) {
    return one.sync().workers() == other.sync().workers() && one.run().seed() == other.run().seed();
  }

  @Override
  public void close() {
    shards.close();
  }
}
