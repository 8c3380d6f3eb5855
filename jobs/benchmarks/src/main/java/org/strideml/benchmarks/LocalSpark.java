package org.strideml.benchmarks;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.trainer.spark.StrideKryoRegistrator;

/** Spark on this machine as {@code stride train} starts it. */
final class LocalSpark {
  private LocalSpark() {}

  static SparkConf conf(int cores) {
    return new SparkConf()
        .setMaster("local[" + cores + "]")
        .setAppName("stride bench")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.kryo.registrationRequired", "true")
        .set("spark.kryo.registrator", StrideKryoRegistrator.class.getName());
  }

  static JavaSparkContext start(int cores) {
    return new JavaSparkContext(conf(cores));
  }
}
