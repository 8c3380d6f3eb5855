package org.strideml.trainer.spark;

import org.apache.spark.SparkConf;

/**
 * Spark counts the results of a whole job against {@code spark.driver.maxResultSize} and kills the
 * job that exceeds it, in the middle of a run. This looks before the first round.
 */
public final class ResultLimit {
  /** What a task result weighs besides its message; generous. */
  private static final long OVERHEAD_BYTES = 4096;

  private ResultLimit() {}

  /**
   * @throws IllegalArgumentException when K results do not fit, with the figure that would do
   */
  public static void check(SparkConf conf, int workers, long messageBytes) {
    long limit = conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
    long needed = workers * (messageBytes + OVERHEAD_BYTES);
    if (limit > 0 && needed > limit) {
      throw new IllegalArgumentException(
          String.format(
              "one round brings %d results of %d bytes to the driver, %d in all, but"
                  + " spark.driver.maxResultSize is %d; set it to at least %dm, use fewer"
                  + " sync.workers or fewer compression.gradients.bits",
              workers, messageBytes, needed, limit, (needed >> 20) + 1));
    }
  }
}
