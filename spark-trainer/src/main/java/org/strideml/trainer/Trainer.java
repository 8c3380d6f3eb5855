package org.strideml.trainer;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.checkpoint.DriverState;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.GlobalModel;
import org.strideml.trainer.spark.Evaluator;
import org.strideml.trainer.spark.ResultLimit;
import org.strideml.trainer.spark.ShardStore;
import org.strideml.trainer.spark.SparkRounds;

/**
 * Trains a model in rounds on a Spark cluster.
 *
 * <p>Here everything a run needs is opened and closed again; {@link SynchronousRun} goes through
 * the rounds. When the checkpoint folder already holds a checkpoint of this run, training goes on
 * from there, and the result is the same to the bit as if it had never stopped.
 */
public final class Trainer {
  private final JavaSparkContext spark;
  private final TrainerConfig config;
  private final TrainingData data;
  private final CheckpointStore checkpoints;
  private final Listeners listeners;
  private final Exchange exchange;
  private final ShardStore shards;
  private volatile boolean stopRequested;
  private volatile String pruned = "";

  /**
   * Loads its rows for itself.
   *
   * @param spark not stopped by this class
   * @param listeners called in order on the thread that calls {@link #fit}
   */
  public Trainer(
      JavaSparkContext spark,
      TrainerConfig config,
      TrainingData data,
      CheckpointStore checkpoints,
      List<TrainingListener> listeners) {
    this(spark, config, data, ShardStore.fresh(spark), checkpoints, listeners);
  }

  /**
   * @param spark not stopped by this class
   * @param shards where rows come from
   * @param listeners called in order on the thread that calls {@link #fit}
   */
  public Trainer(
      JavaSparkContext spark,
      TrainerConfig config,
      TrainingData data,
      ShardStore shards,
      CheckpointStore checkpoints,
      List<TrainingListener> listeners) {
    this.spark = spark;
    this.shards = shards;
    this.config = config;
    this.data = data;
    this.checkpoints = checkpoints;
    this.listeners = new Listeners(listeners);
    this.exchange = new Exchange(config, config.model().layout());
  }

  /**
   * Asks {@link #fit} to write a checkpoint after the next round and return. Any thread may call.
   */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Ends {@link #fit} for good once the round that is going on is done and evaluated, as {@link
   * TrainingResult.Status#PRUNED}; no checkpoint is written. Listeners and other threads may call.
   *
   * @param why one sentence for a person
   */
  public void prune(String why) {
    pruned = why;
  }

  /**
   * Trains to the end of the configured steps, or until early stopping, divergence, {@link
   * #requestStop} or {@link #prune}.
   *
   * @param initialParameters θ when there is no checkpoint to go on from; not changed
   * @throws org.strideml.trainer.checkpoint.CheckpointException when a checkpoint cannot be read or
   *     written
   * @throws Exception what made a task fail, unwrapped from Spark's report
   */
  public TrainingResult fit(float[] initialParameters) throws Exception {
    ResultLimit.check(spark.getConf(), config.sync().workers(), exchange.contributionSize());
    String runId = UUID.randomUUID().toString();
    Map<String, Integer> vectors = GlobalModel.vectorSizes(config);
    DriverState start =
        checkpoints
            .latest(config.model().layout().size(), vectors)
            .orElseGet(() -> DriverState.initial(initialParameters.clone(), vectors));
    JavaRDD<Shard> rows = shards.training(data.training(), config.sync().workers(), config.seed());
    try (SparkRounds rounds = rounds(rows, runId);
        Evaluator evaluator = evaluator(runId)) {
      return new SynchronousRun(context(start, evaluator), rounds).toEnd();
    } finally {
      shards.giveBack(rows);
    }
  }

  private RunContext context(DriverState start, Evaluator evaluator) {
    return new RunContext(
        config,
        data,
        exchange,
        start,
        evaluator,
        checkpoints,
        listeners,
        () -> stopRequested,
        () -> pruned);
  }

  private SparkRounds rounds(JavaRDD<Shard> rows, String runId) {
    return new SparkRounds(
        spark, rows, runId, config, data.training().format(), checkpoints.folder());
  }

  private Evaluator evaluator(String runId) {
    return new Evaluator(
        spark,
        shards,
        data.evaluation(),
        runId + "-evaluation",
        config.model(),
        config.backend(),
        config.sync().workers(),
        config.evaluation().batchSize());
  }
}
