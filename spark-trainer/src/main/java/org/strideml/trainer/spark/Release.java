package org.strideml.trainer.spark;

import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;
import org.strideml.trainer.data.Shard;

/**
 * Empties executors' caches of a run. Runs where the shards are, which is where workers have run.
 */
record Release(String runId) implements VoidFunction<Iterator<Shard>> {
  @Override
  public void call(Iterator<Shard> shards) {
    ExecutorRun.release(runId);
  }
}
