package org.strideml.jobs.run;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.trainer.spark.ShardStore;

/** Where the runs of an application get their data from. */
public interface RowSupply {
  /**
   * The data a configuration names, opened and learned from.
   *
   * @throws org.strideml.jobs.config.ConfigException when settings do not fit it
   */
  PreparedRows open(StrideConfig config) throws IOException;

  /** Its rows in shards. */
  ShardStore shards();

  /** How many runs are at work at once, which then share the memory. */
  int atOnce();

  /** For a run that is alone. */
  static RowSupply alone(JavaSparkContext spark) {
    return new RowSupply() {
      @Override
      public PreparedRows open(StrideConfig config) throws IOException {
        return PreparedRows.open(config, spark);
      }

      @Override
      public ShardStore shards() {
        return ShardStore.fresh(spark);
      }

      @Override
      public int atOnce() {
        return 1;
      }
    };
  }
}
