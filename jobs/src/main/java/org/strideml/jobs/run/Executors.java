package org.strideml.jobs.run;

import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;

/** Waits for a cluster, because Spark itself would wait for ever without a word. */
final class Executors {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 200;

  private Executors() {}

  /**
   * Returns when there is an executor for tasks. With dynamic allocation executors come when tasks
   * do, so there is nothing to wait for.
   *
   * @throws TooFewExecutorsException after five minutes
   */
  static void await(JavaSparkContext spark) throws InterruptedException {
    boolean dynamic = spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
    if (!spark.isLocal() && !dynamic) {
      await(spark, PATIENCE);
    }
  }

  static void await(JavaSparkContext spark, Duration patience) throws InterruptedException {
    long begin = System.nanoTime();
    // The driver is in the list, too.
    while (spark.sc().statusTracker().getExecutorInfos().length < 2) {
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new TooFewExecutorsException(
            "expected at least 1 executor, got none from %s within %d s; check that the cluster has"
                    .formatted(spark.master(), patience.toSeconds())
                + " free cores and memory for what --executor-cores and --executor-memory ask");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
