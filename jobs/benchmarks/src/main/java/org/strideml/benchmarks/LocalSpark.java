package org.strideml.benchmarks;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.run.SparkStart;

/** Spark on this machine as {@code stride train} starts it. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkConf conf(int cores) {
    return SparkStart.defaults(new SparkConf().setMaster("local[" + cores + "]"), "bench");
  }

  static JavaSparkContext start(int cores) {
    return new JavaSparkContext(conf(cores));
  }
}
