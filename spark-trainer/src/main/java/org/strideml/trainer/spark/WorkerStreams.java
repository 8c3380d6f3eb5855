package org.strideml.trainer.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.async.Assignment;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.round.RoundSpan;
import scala.runtime.BoxedUnit;

/**
 * Every worker as a stream of Spark jobs of one task each, submitted one by one.
 *
 * <p>Parameters are broadcast once per version that somebody starts from. They are kept, encoded,
 * as long as a worker is at work on them, and when workers carry state until the next checkpoint:
 * an executor that does not have a worker's state computes its assignments since then again.
 * Results wait encoded until they are taken, under the run's byte budget.
 */
public final class WorkerStreams implements AutoCloseable {
  private static final long NO_CHECKPOINT = -1;

  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final RunPlan plan;
  private final IntConsumer arrived;
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final PendingMessages pending;
  private final Contribution[] early;
  private final List<List<StreamInput>> histories = new ArrayList<>();

  /** By worker, what a checkpoint has made superfluous but for the task that is at work. */
  private final List<List<StreamInput>> retired = new ArrayList<>();

  private final Versions versions;
  private final Map<Integer, SimpleFutureAction<BoxedUnit>> jobs = new HashMap<>();
  private long checkpoint;

  /**
   * @param runId differs between any two fits of one application
   * @param checkpoints folder of checkpoints, any Hadoop path
   * @param checkpoint round of the checkpoint this run goes on from; 0 for none
   * @param arrived told on a thread of Spark's that a worker's result, or failure, is here
   */
  public WorkerStreams(
      JavaSparkContext spark,
      JavaRDD<Shard> shards,
      String runId,
      TrainerConfig config,
      RecordFormat format,
      String checkpoints,
      long checkpoint,
      IntConsumer arrived) {
    this.spark = spark;
    this.shards = shards;
    this.plan = new RunPlan(runId, config, format, checkpoints);
    this.arrived = arrived;
    this.versions = new Versions(spark::broadcast);
    this.checkpoint = checkpoint == 0 ? NO_CHECKPOINT : checkpoint;
    this.pending = new PendingMessages(config.sync().pendingBytes());
    this.early = new Contribution[config.sync().workers()];
    for (int worker = 0; worker < early.length; worker++) {
      histories.add(new ArrayList<>());
      retired.add(new ArrayList<>());
    }
  }

  /** Whether workers carry state that checkpoints must hold. */
  public boolean hasWorkerState() {
    return !plan.workers().isEmpty();
  }

  /** Whether the encoded parameters of this version are at hand. */
  public boolean has(long version) {
    return versions.has(version);
  }

  /** Makes the encoded parameters of a version known to workers. */
  public void add(long version, Message message) {
    versions.add(version, message);
  }

  /** Submits an assignment; its version must have been added. */
  public void start(Assignment next) {
    RoundSpan span = new RoundSpan(next.sequence(), next.firstStep(), next.steps());
    List<StreamInput> history = histories.get(next.worker());
    RoundInput round = new RoundInput(span, versions.hold(next.version()));
    if (plan.workers().isEmpty()) {
      forget(history, history.size());
    }
    history.add(new StreamInput(round, next.shard(), next.version()));
    StreamTask task = new StreamTask(plan, next.worker(), checkpoint, new ArrayList<>(history));
    jobs.put(
        next.worker(),
        TaskJob.submit(
            spark.sc(),
            new ShardsRdd(shards.rdd(), next.shard()),
            task,
            new int[] {0},
            event -> queue(next.worker(), event)));
  }

  private void queue(int worker, Object event) {
    if (!(event instanceof TaskJob.Done)) {
      events.add(event);
      arrived.accept(worker);
    }
  }

  /** Waits for the result of a worker's assignment. */
  public Contribution take(int worker) throws Exception {
    while (!pending.has(worker)) {
      Object event = events.take();
      if (event instanceof TaskJob.Failed failed) {
        throw failed.exception();
      }
      Contribution contribution = (Contribution) event;
      early[contribution.worker()] = contribution.withoutMessage();
      pending.put(contribution.worker(), contribution.message());
    }
    Contribution whole = early[worker].withMessage(pending.take(worker));
    early[worker] = null;
    jobs.remove(worker);
    forget(retired.get(worker), retired.get(worker).size());
    return whole;
  }

  /**
   * Lets every worker's state be written into the checkpoint of {@code round}.
   *
   * @param finished assignments by worker; the state saved is that after so many
   */
  public void save(long round, long[] finished) {
    if (!hasWorkerState()) {
      return;
    }
    int[] preferred = new int[finished.length];
    List<List<StreamInput>> behind = new ArrayList<>();
    for (int worker = 0; worker < preferred.length; worker++) {
      List<StreamInput> history = histories.get(worker);
      preferred[worker] = history.isEmpty() ? worker : history.get(history.size() - 1).shard();
      behind.add(new ArrayList<>(history.subList(0, behind(history, finished[worker]))));
    }
    new JavaRDD<>(new ShardsRdd(shards.rdd(), preferred), ShardsRdd.tag())
        .foreachPartition(new Save(plan, checkpoint, behind, round, finished));
  }

  /** How many of a worker's assignments lie before {@code finished}. */
  private static int behind(List<StreamInput> history, long finished) {
    return (int) history.stream().filter(input -> input.round().span().round() < finished).count();
  }

  private record Save(
      RunPlan plan, long checkpoint, List<List<StreamInput>> histories, long round, long[] finished)
      implements VoidFunction<Iterator<IntFunction<Shard>>> {
    @Override
    public void call(Iterator<IntFunction<Shard>> shards) {
      int worker = TaskContext.getPartitionId();
      StreamTask.training(plan, worker, checkpoint, histories.get(worker), shards.next())
          .save(round, finished[worker]);
    }
  }

  /**
   * That checkpoint is complete: what lies before it will not be computed any more, except by a
   * task that was submitted before and is tried again where its worker's state is not.
   */
  public void checkpointed(long round, long[] finished) {
    checkpoint = round;
    for (int worker = 0; worker < finished.length; worker++) {
      List<StreamInput> history = histories.get(worker);
      List<StreamInput> gone = history.subList(0, behind(history, finished[worker]));
      retired.get(worker).addAll(gone);
      gone.clear();
      if (!jobs.containsKey(worker)) {
        forget(retired.get(worker), retired.get(worker).size());
      }
    }
  }

  /** Drops a worker's first assignments, which will not be computed again. */
  private void forget(List<StreamInput> history, int count) {
    List<StreamInput> gone = history.subList(0, count);
    gone.forEach(input -> versions.release(input.version()));
    gone.clear();
  }

  /** The encoded parameters of a version that somebody may still need. */
  public Message message(long version) {
    return versions.message(version);
  }

  @Override
  public void close() {
    jobs.values().forEach(SimpleFutureAction::cancel);
    pending.close();
    ExecutorRun.release(plan.runId());
    if (!spark.sc().isStopped()) {
      // Spark takes this in after the cancellations, so no task is started any more that would want
      // what is destroyed next.
      shards.foreachPartition(new Release(plan.runId()));
    }
    versions.releaseAll();
  }
}
