package org.strideml.benchmarks;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.round.Exchange;
import scala.collection.Iterator;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The least Spark can do to carry a round's bytes: broadcast, one task per partition, collect,
 * destroy. Goes through {@code submitJob} with ready-made functions, because {@code map} and {@code
 * collect} look into their closures each time, which would make this a yardstick easy to beat.
 */
final class BareJob {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final byte[] message;
  private final int resultSize;

  BareJob(JavaSparkContext spark, JavaRDD<Shard> shards, Exchange exchange) {
    this.spark = spark;
    this.shards = shards;
    this.message = new byte[Math.toIntExact(exchange.weightsSize())];
    this.resultSize = Math.toIntExact(exchange.contributionSize());
  }

  double millis() throws Exception {
    byte[][] results = new byte[shards.getNumPartitions()][];
    long start = System.nanoTime();
    Broadcast<byte[]> broadcast = spark.broadcast(message);
    SimpleFutureAction<BoxedUnit> action =
        spark
            .sc()
            .submitJob(
                shards.rdd(),
                new Task(broadcast, resultSize),
                partitions(results.length),
                new Keep(results),
                new Nothing());
    Await.result(action, Duration.Inf());
    broadcast.destroy();
    double millis = 1e-6 * (System.nanoTime() - start);
    for (byte[] result : results) {
      if (result == null || result.length != resultSize) {
        throw new IllegalStateException("the bare job lost a result");
      }
    }
    return millis;
  }

  private static scala.collection.immutable.Seq<Object> partitions(int count) {
    List<Object> indices = IntStream.range(0, count).<Object>mapToObj(i -> i).toList();
    return scala.jdk.javaapi.CollectionConverters.asScala(indices).toSeq();
  }

  private static final class Task extends AbstractFunction1<Iterator<Shard>, byte[]>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Broadcast<byte[]> broadcast;
    private final int resultSize;

    Task(Broadcast<byte[]> broadcast, int resultSize) {
      this.broadcast = broadcast;
      this.resultSize = resultSize;
    }

    @Override
    public byte[] apply(Iterator<Shard> shards) {
      return new byte[broadcast.value().length > 0 ? resultSize : 0];
    }
  }

  private static final class Keep extends AbstractFunction2<Object, byte[], BoxedUnit> {
    private final byte[][] results;

    Keep(byte[][] results) {
      this.results = results;
    }

    @Override
    public BoxedUnit apply(Object partition, byte[] result) {
      results[(Integer) partition] = result;
      return BoxedUnit.UNIT;
    }
  }

  private static final class Nothing extends AbstractFunction0<BoxedUnit> {
    @Override
    public BoxedUnit apply() {
      return BoxedUnit.UNIT;
    }
  }
}
