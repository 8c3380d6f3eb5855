package org.strideml.trainer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.trainer.async.Asynchronous;
import org.strideml.trainer.async.Dispatcher;
import org.strideml.trainer.async.RunClock;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.checkpoint.DriverState;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.gossip.PeerExchange;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.GlobalModel;
import org.strideml.trainer.spark.Evaluator;
import org.strideml.trainer.spark.ResultLimit;
import org.strideml.trainer.spark.ShardStore;
import org.strideml.trainer.spark.Shards;
import org.strideml.trainer.spark.SparkRounds;
import org.strideml.trainer.spark.WorkerStreams;
import org.strideml.trainer.sync.Synchronous;

/**
 * Trains a model in rounds on a Spark cluster.
 *
 * <p>Here everything a run needs is opened and closed again; {@link SynchronousRun}, {@link
 * AsynchronousRun} or {@link GossipRun} goes through the rounds. When the checkpoint folder already
 * holds a checkpoint of this run, training goes on from there, and the result is the same to the
 * bit as if it had never stopped.
 */
public final class Trainer {
  private final JavaSparkContext spark;
  private final TrainerConfig config;
  private final TrainingData data;
  private final CheckpointStore checkpoints;
  private final Listeners listeners;
  private final Exchange exchange;
  private final ShardStore shards;
  private Optional<Path> clockLog = Optional.empty();
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
    this.exchange = new Exchange(onTheWay(), config.model().layout());
  }

  /** What tasks are told: between peers the driver stands for the network, which loses nothing. */
  private TrainerConfig onTheWay() {
    return config.sync().mode() instanceof PeerExchange
        ? config.compressed(
            TrainerConfig.Compression.none().inPartsOf(config.compression().partBytes()))
        : config;
  }

  /**
   * Says where a run by the wall clock writes what the clock has answered, so that it can be
   * replayed; see {@link org.strideml.trainer.async.ClockLog}.
   */
  public void logClockTo(Path file) {
    clockLog = Optional.of(file);
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
    boolean together = config.sync().mode() instanceof Synchronous;
    int results = together ? config.sync().perRound() : 1;
    ResultLimit.check(spark.getConf(), results, exchange.contributionSize());
    String runId = UUID.randomUUID().toString();
    Map<String, Integer> vectors = GlobalModel.vectorSizes(config);
    DriverState start =
        checkpoints
            .latest(config.model().layout().size(), vectors)
            .orElseGet(() -> DriverState.initial(initialParameters.clone(), vectors));
    JavaRDD<Shard> rows = shards.training(data.training(), config.sync().workers(), config.seed());
    try (Evaluator evaluator = evaluator(runId)) {
      RunContext context = context(start, evaluator);
      if (config.sync().mode() instanceof Asynchronous mode) {
        return asynchronous(mode, context, rows, runId);
      }
      return config.sync().mode() instanceof PeerExchange mode
          ? gossiping(mode, context, rows, runId)
          : synchronous(context, rows, runId);
    } finally {
      shards.giveBack(rows);
    }
  }

  private TrainingResult synchronous(RunContext context, JavaRDD<Shard> rows, String runId)
      throws Exception {
    try (SparkRounds rounds = rounds(rows, runId)) {
      return new SynchronousRun(context, rounds).toEnd();
    }
  }

  private TrainingResult asynchronous(
      Asynchronous mode, RunContext context, JavaRDD<Shard> rows, String runId) throws Exception {
    DriverState start = context.start();
    Dispatcher dispatcher = AsynchronousRun.dispatcher(config, mode, start, Shards.rows(rows));
    int workers = config.sync().workers();
    try (RunClock clock = RunClock.open(mode.clock(), workers, dispatcher.state(), clockLog);
        WorkerStreams streams = streams(context, rows, runId, clock::arrived)) {
      return new AsynchronousRun(context, mode, dispatcher, clock, streams).toEnd();
    }
  }

  private TrainingResult gossiping(
      PeerExchange mode, RunContext context, JavaRDD<Shard> rows, String runId) throws Exception {
    try (WorkerStreams streams = streams(context, rows, runId, worker -> {})) {
      return new GossipRun(context, mode, streams).toEnd();
    }
  }

  private WorkerStreams streams(
      RunContext context, JavaRDD<Shard> rows, String runId, IntConsumer arrived) {
    return new WorkerStreams(
        spark,
        rows,
        runId,
        onTheWay(),
        data.training().format(),
        checkpoints.folder(),
        context.start().progress().round(),
        arrived);
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
