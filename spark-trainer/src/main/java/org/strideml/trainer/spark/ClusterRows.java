package org.strideml.trainer.spark;

import org.apache.spark.api.java.JavaRDD;
import org.strideml.trainer.data.RowReader;
import org.strideml.trainer.data.RowSet;

/** Rows that Spark reads: a table, of which each task sees some partition. */
public interface ClusterRows extends RowSet {
  /**
   * At most one cursor per partition, over rows of any order; all partitions together have each row
   * exactly once. A cursor is used up in the task that made it and never travels.
   */
  JavaRDD<RowReader> readers();
}
