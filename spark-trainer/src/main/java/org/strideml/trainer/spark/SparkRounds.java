package org.strideml.trainer.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.data.RecordFormat;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.round.RoundSpan;
import scala.runtime.BoxedUnit;

/**
 * Runs rounds on the cluster: broadcasts the encoded θ, submits a job of a task for each worker
 * that takes part, and hands the results over in worker order, whatever order they arrive in.
 *
 * <p>Spark calls its result handler on the scheduler's own thread, so that only queues; messages
 * are decoded on the caller's thread. Those that are early wait encoded, see {@link
 * PendingMessages}.
 */
public final class SparkRounds implements AutoCloseable {
  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final RunPlan plan;
  private final List<RoundInput> sinceCheckpoint = new ArrayList<>();

  /**
   * @param runId differs between any two fits of one application
   * @param checkpoints folder of checkpoints, any Hadoop path
   */
  public SparkRounds(
      JavaSparkContext spark,
      JavaRDD<Shard> shards,
      String runId,
      TrainerConfig config,
      RecordFormat format,
      String checkpoints) {
    this.spark = spark;
    this.shards = shards;
    this.plan = new RunPlan(runId, config, format, checkpoints);
  }

  /** Whether workers carry state that checkpoints must hold. */
  public boolean hasWorkerState() {
    return !plan.workers().isEmpty();
  }

  /** Workers that take part in a round, ascending. */
  public int[] participants(long round) {
    return plan.participants(round);
  }

  /**
   * Runs one round and passes every participant's contribution to {@code sink} in worker order.
   *
   * @param message encoded θ
   * @param checkpointAfter whether workers write their states when done
   * @throws org.apache.spark.SparkException when a task failed as often as Spark allows
   */
  public void run(
      RoundSpan span, Message message, boolean checkpointAfter, Consumer<Contribution> sink)
      throws Exception {
    Broadcast<Message> weights = spark.broadcast(message);
    RoundInput input = new RoundInput(span, weights);
    sinceCheckpoint.add(input);
    RoundTask task = new RoundTask(plan, new ArrayList<>(sinceCheckpoint), checkpointAfter);
    try {
      collect(task, plan.participants(span.round()), sink);
      if (checkpointAfter && hasWorkerState() && !plan.config().sync().participation().isAll()) {
        shards.foreachPartition(new SaveAbsent(plan, new ArrayList<>(sinceCheckpoint)));
      }
    } finally {
      if (plan.workers().isEmpty()) {
        sinceCheckpoint.clear();
        weights.destroy();
      } else if (!checkpointAfter) {
        // Executors fetch it again from the driver in the rare case of a replay.
        weights.unpersist();
      }
    }
  }

  /** A checkpoint of all workers is complete: rounds before it will not be replayed any more. */
  public void checkpointed() {
    sinceCheckpoint.forEach(input -> input.weights().destroy());
    sinceCheckpoint.clear();
  }

  /**
   * Lets workers that took no part in the last of {@code inputs} write their states, which are
   * those of their last rounds, into the checkpoint after it.
   */
  private record SaveAbsent(RunPlan plan, List<RoundInput> inputs)
      implements VoidFunction<Iterator<Shard>> {
    @Override
    public void call(Iterator<Shard> rows) {
      int worker = TaskContext.getPartitionId();
      long round = inputs.get(inputs.size() - 1).span().round();
      if (!plan.takesPart(worker, round)) {
        RoundTask.training(plan, worker, inputs, rows.next())
            .save(round + 1, plan.stateBefore(worker, round));
      }
    }
  }

  private void collect(RoundTask task, int[] participants, Consumer<Contribution> sink)
      throws Exception {
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    SimpleFutureAction<BoxedUnit> action =
        TaskJob.submit(spark.sc(), shards.rdd(), task, participants, events::add);
    try (PendingMessages pending = new PendingMessages(plan.config().sync().pendingBytes())) {
      new InOrder(pending, participants, sink).drain(events);
    } catch (Exception failure) {
      action.cancel();
      throw failure;
    }
  }

  /**
   * Destroys what is left of broadcasts and empties executors' caches as far as they can be
   * reached.
   */
  @Override
  public void close() {
    checkpointed();
    ExecutorRun.release(plan.runId());
    if (!spark.sc().isStopped()) {
      String runId = plan.runId();
      shards.foreachPartition(new Release(runId));
    }
  }

  /** Passes contributions on by worker number. */
  private static final class InOrder {
    private final PendingMessages pending;
    private final int[] participants;
    private final Consumer<Contribution> sink;
    private final Map<Integer, Contribution> early = new HashMap<>();
    private int next;

    InOrder(PendingMessages pending, int[] participants, Consumer<Contribution> sink) {
      this.pending = pending;
      this.participants = participants;
      this.sink = sink;
    }

    void drain(BlockingQueue<Object> events) throws Exception {
      boolean complete = false;
      while (!complete || next < participants.length) {
        // Everything that has arrived is stored before the next one is decoded, so that what waits
        // is under the budget and not in the queue.
        boolean here = next < participants.length && pending.has(participants[next]);
        Object event = here ? events.poll() : events.take();
        if (event == null) {
          int worker = participants[next++];
          sink.accept(early.remove(worker).withMessage(pending.take(worker)));
        } else if (event instanceof Contribution contribution) {
          early.put(contribution.worker(), contribution.withoutMessage());
          pending.put(contribution.worker(), contribution.message());
        } else if (event instanceof TaskJob.Failed failed) {
          throw failed.exception();
        } else {
          complete = true;
        }
      }
    }
  }
}
