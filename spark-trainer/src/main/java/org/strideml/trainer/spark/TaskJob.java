package org.strideml.trainer.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Submits jobs that do not block: a consumer hears of each task's {@link Contribution}, and then
 * that the job is done, or {@link Failed}. It is called on Spark's scheduler thread and must only
 * queue.
 */
final class TaskJob {
  private TaskJob() {}

  /** How a job ended that brought no result. */
  record Failed(Throwable cause) {
    Exception exception() {
      return cause instanceof Exception e ? e : new IllegalStateException(cause);
    }
  }

  /** How a job ended whose tasks all have been heard of. */
  record Done() {}

  /**
   * Runs {@code task} on some partitions of an RDD.
   *
   * @param task serializable
   */
  static <T> SimpleFutureAction<BoxedUnit> submit(
      SparkContext spark,
      RDD<T> rdd,
      AbstractFunction1<scala.collection.Iterator<T>, Contribution> task,
      int[] partitions,
      Consumer<Object> events) {
    SimpleFutureAction<BoxedUnit> action =
        spark.submitJob(rdd, task, indices(partitions), new Result(events), new Nothing());
    action.onComplete(new Completion(events), SameThread.INSTANCE);
    return action;
  }

  private static scala.collection.immutable.Seq<Object> indices(int[] partitions) {
    List<Object> indices = new ArrayList<>();
    for (int partition : partitions) {
      indices.add(partition);
    }
    return CollectionConverters.asScala(indices).toSeq();
  }

  private static final class Result extends AbstractFunction2<Object, Contribution, BoxedUnit> {
    private final Consumer<Object> events;

    Result(Consumer<Object> events) {
      this.events = events;
    }

    @Override
    public BoxedUnit apply(Object partition, Contribution contribution) {
      events.accept(contribution);
      return BoxedUnit.UNIT;
    }
  }

  private static final class Completion extends AbstractFunction1<Try<BoxedUnit>, Object> {
    private final Consumer<Object> events;

    Completion(Consumer<Object> events) {
      this.events = events;
    }

    @Override
    public Object apply(Try<BoxedUnit> result) {
      events.accept(result.isFailure() ? new Failed(result.failed().get()) : new Done());
      return BoxedUnit.UNIT;
    }
  }

  private static final class Nothing extends AbstractFunction0<BoxedUnit> implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public BoxedUnit apply() {
      return BoxedUnit.UNIT;
    }
  }

  /** Runs callbacks where they arise; ours only queue. */
  private enum SameThread implements ExecutionContext {
    INSTANCE;

    @Override
    public void execute(Runnable runnable) {
      runnable.run();
    }

    @Override
    public void reportFailure(Throwable cause) {
      LoggerFactory.getLogger(TaskJob.class).error("callback failed", cause);
    }
  }
}
