package org.strideml.trainer.spark;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.strideml.trainer.data.Shard;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * Partitions that may each read any shard, and would rather run where a given one is cached. Its
 * one element per partition is a function from a shard's number to the shard; what is never asked
 * for is never fetched.
 */
final class ShardsRdd extends RDD<IntFunction<Shard>> {
  private static final long serialVersionUID = 1L;
  private final int[] preferred;

  /**
   * @param shards cached, one per partition
   * @param preferred number of the shard that partition i will need first
   */
  ShardsRdd(RDD<Shard> shards, int... preferred) {
    super(
        shards.context(),
        CollectionConverters.asScala(List.<Dependency<?>>of(new Any(shards, preferred))).toSeq(),
        tag());
    this.preferred = preferred;
  }

  @SuppressWarnings("unchecked")
  static ClassTag<IntFunction<Shard>> tag() {
    return (ClassTag<IntFunction<Shard>>) (ClassTag<?>) ClassTag.apply(IntFunction.class);
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] shards = parent().partitions();
    Partition[] own = new Partition[preferred.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = new Access(i, shards);
    }
    return own;
  }

  @Override
  public Iterator<IntFunction<Shard>> compute(Partition split, TaskContext context) {
    Partition[] shards = ((Access) split).shards();
    RDD<Shard> parent = parent();
    IntFunction<Shard> access = shard -> parent.iterator(shards[shard], context).next();
    return CollectionConverters.asScala(Collections.singleton(access).iterator());
  }

  @SuppressWarnings("unchecked")
  private RDD<Shard> parent() {
    return (RDD<Shard>) dependencies().head().rdd();
  }

  private record Access(int index, Partition[] shards) implements Partition, Serializable {}

  /** On every shard, the preferred one first: Spark looks there for a place to run. */
  private static final class Any extends NarrowDependency<Shard> {
    private static final long serialVersionUID = 1L;
    private final int[] preferred;

    Any(RDD<Shard> shards, int[] preferred) {
      super(shards);
      this.preferred = preferred;
    }

    @Override
    public Seq<Object> getParents(int partition) {
      return CollectionConverters.asScala(List.<Object>of(preferred[partition])).toSeq();
    }
  }
}
