package org.strideml.trainer.spark;

import java.io.File;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark contexts as users have them, on loopback. */
final class Contexts {
  private Contexts() {}

  static SparkConf conf(String master) {
    return new SparkConf()
        .setMaster(master)
        .setAppName("stride-test")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.locality.wait", "500ms")
        .set("spark.kryo.registrationRequired", "true")
        .set("spark.kryo.registrator", StrideKryoRegistrator.class.getName());
  }

  static JavaSparkContext open(String master) {
    return new JavaSparkContext(conf(master));
  }

  /** Two executors of one core each, in JVMs of their own. */
  static JavaSparkContext openCluster() {
    return new JavaSparkContext(clusterConf());
  }

  /** The same to be changed. */
  static SparkConf clusterConf() {
    // Executors are started from a Spark home; an empty one does, since classes come from our path.
    new File(System.getenv("SPARK_HOME"), "jars").mkdirs();
    return conf("local-cluster[2,1,1024]")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set("spark.executor.memory", "1g");
  }
}
