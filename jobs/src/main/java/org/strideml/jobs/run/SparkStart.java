package org.strideml.jobs.run;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.jobs.events.Gauges;
import org.strideml.trainer.spark.StrideKryoRegistrator;

/** Starts Spark as our jobs want it, unless the user has said otherwise. */
public final class SparkStart {
  private SparkStart() {}

  /**
   * A context that the caller closes.
   *
   * @throws UnsupportedSparkException on a Spark version that cannot be right
   */
  public static JavaSparkContext open(String name) {
    checkVersion();
    return started(defaults(new SparkConf(), name));
  }

  /**
   * A context for several runs at once, that the caller closes: each gets a fair share of the
   * slots, and a task that runs out of memory in this process fails alone instead of ending it.
   */
  public static JavaSparkContext openShared(String name) {
    checkVersion();
    SparkConf conf = defaults(new SparkConf(), name);
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
    }
    return started(conf);
  }

  private static JavaSparkContext started(SparkConf conf) {
    JavaSparkContext spark = new JavaSparkContext(conf);
    Gauges.install(spark.sc());
    return spark;
  }

  /**
   * @throws UnsupportedSparkException when the Spark on the class path cannot be right
   */
  public static void checkVersion() {
    SparkVersion.check(org.apache.spark.package$.MODULE$.SPARK_VERSION());
  }

  /** Adds what Stride needs, or is better with, and nobody has set. */
  public static SparkConf defaults(SparkConf conf, String name) {
    conf.setIfMissing("spark.master", "local[*]");
    conf.setAppName("stride " + name);
    conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    conf.setIfMissing("spark.kryo.registrationRequired", "true");
    conf.setIfMissing("spark.kryo.registrator", StrideKryoRegistrator.class.getName());
    // Else a wide table's columns are worth a warning.
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000");
    // What is broadcast are encoded messages, in which there is nothing left to compress.
    conf.setIfMissing("spark.broadcast.compress", "false");
    // They carry a checksum of their own.
    conf.setIfMissing("spark.broadcast.checksum", "false");
    if (conf.get("spark.master").startsWith("local")) {
      // Everything is in this machine, so nothing needs to be reachable from another one.
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.ui.enabled", "false");
      // Larger results would take a way through the network to the process they are in.
      conf.setIfMissing("spark.task.maxDirectResultSize", "64m");
    }
    return conf;
  }
}
