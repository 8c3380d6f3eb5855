package org.strideml.trainer.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.trainer.data.RowSet;
import org.strideml.trainer.data.Shard;

/** Where runs get their rows in shards: each its own, or all of an application the same. */
public interface ShardStore {
  /**
   * Training rows dealt to workers, cached and loaded, see {@link Shards#load}.
   *
   * @return partition k is worker k's shard
   */
  JavaRDD<Shard> training(RowSet rows, int workers, long seed);

  /** Held-out rows in parts, cached and loaded, see {@link Shards#loadEvaluation}. */
  JavaRDD<Shard> evaluation(RowSet rows, int parts);

  /** Says that a run does not need these any more. */
  void giveBack(JavaRDD<Shard> shards);

  /** Loads rows for every run anew and frees them after it. */
  static ShardStore fresh(JavaSparkContext spark) {
    return new ShardStore() {
      @Override
      public JavaRDD<Shard> training(RowSet rows, int workers, long seed) {
        return Shards.load(spark, rows, workers, seed);
      }

      @Override
      public JavaRDD<Shard> evaluation(RowSet rows, int parts) {
        return Shards.loadEvaluation(spark, rows, parts);
      }

      @Override
      public void giveBack(JavaRDD<Shard> shards) {
        shards.unpersist(false);
      }
    };
  }
}
