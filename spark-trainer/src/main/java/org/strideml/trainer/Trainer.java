package org.strideml.trainer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.checkpoint.DriverState;
import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.metric.Quality;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.GlobalModel;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.spark.Evaluator;
import org.strideml.trainer.spark.ResultLimit;
import org.strideml.trainer.spark.Shards;
import org.strideml.trainer.spark.SparkRounds;

/**
 * Trains a model in rounds on a Spark cluster.
 *
 * <p>One round: encode θ, broadcast it, let every worker make H local steps, decode and average
 * what they send back in worker order, take the outer step. When the checkpoint folder already
 * holds a checkpoint of this run, training goes on from there, and the result is the same to the
 * bit as if it had never stopped.
 */
public final class Trainer {
  private final JavaSparkContext spark;
  private final TrainerConfig config;
  private final TrainingData data;
  private final CheckpointStore checkpoints;
  private final List<TrainingListener> listeners;
  private final Exchange exchange;
  private volatile boolean stopRequested;

  /**
   * @param spark not stopped by this class
   * @param listeners called in order on the thread that calls {@link #fit}
   */
  public Trainer(
      JavaSparkContext spark,
      TrainerConfig config,
      TrainingData data,
      CheckpointStore checkpoints,
      List<TrainingListener> listeners) {
    this.spark = spark;
    this.config = config;
    this.data = data;
    this.checkpoints = checkpoints;
    this.listeners = List.copyOf(listeners);
    this.exchange = new Exchange(config, config.model().layout());
  }

  /**
   * Asks {@link #fit} to write a checkpoint after the next round and return. Any thread may call.
   */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Trains to the end of the configured steps, or until early stopping, divergence or {@link
   * #requestStop}.
   *
   * @param initialParameters θ when there is no checkpoint to go on from; not changed
   * @throws org.strideml.trainer.checkpoint.CheckpointException when a checkpoint cannot be read or
   *     written
   * @throws Exception what made a task fail, unwrapped from Spark's report
   */
  public TrainingResult fit(float[] initialParameters) throws Exception {
    ResultLimit.check(spark.getConf(), config.sync().workers(), exchange.contributionSize());
    String runId = UUID.randomUUID().toString();
    DriverState start =
        checkpoints
            .latest(config.model().layout().size())
            .orElseGet(() -> DriverState.initial(initialParameters.clone()));
    JavaRDD<Shard> shards =
        Shards.load(spark, data.training(), config.sync().workers(), config.seed());
    try (SparkRounds rounds = rounds(shards, runId);
        Evaluator evaluator = evaluator(runId)) {
      return new Run(rounds, evaluator, start).toEnd();
    } finally {
      shards.unpersist(false);
    }
  }

  private SparkRounds rounds(JavaRDD<Shard> shards, String runId) {
    return new SparkRounds(
        spark, shards, runId, config, data.training().format(), checkpoints.folder());
  }

  private Evaluator evaluator(String runId) {
    return new Evaluator(
        spark,
        data.evaluation(),
        runId + "-evaluation",
        config.model(),
        config.backend(),
        config.sync().workers(),
        config.evaluation().batchSize());
  }

  /** One call of {@link #fit}. */
  private final class Run {
    private final SparkRounds rounds;
    private final Evaluator evaluator;
    private final GlobalModel global;
    private final Set<ComputedOn> computedOn = new LinkedHashSet<>();
    private final RoundMeter meter;
    private Progress progress;
    private float[] best;

    Run(SparkRounds rounds, Evaluator evaluator, DriverState start) {
      this.rounds = rounds;
      this.evaluator = evaluator;
      this.global =
          new GlobalModel(config.sync().outer(), exchange, start.parameters(), start.outer());
      this.progress = start.progress();
      this.best = start.best();
      this.meter = new RoundMeter(config, exchange, data.training().rows());
    }

    TrainingResult toEnd() throws Exception {
      if (progress.round() > 0) {
        tell("resumed after round " + progress.round() + " from " + checkpoints.folder());
      }
      RunStart start = start();
      listeners.forEach(listener -> listener.onStart(start));
      while (progress.step() < config.steps()) {
        boolean stopping = stopRequested;
        RoundSpan span = nextSpan();
        boolean last = span.firstStep() + span.steps() == config.steps();
        boolean checkpoint = last || stopping || isEvery(config.checkpointEvery(), span.round());
        if (!round(span, checkpoint)) {
          return result(Status.DIVERGED, diverged(span));
        }
        boolean enough = (last || isEvery(config.evaluation().every(), span.round())) && evaluate();
        if (checkpoint) {
          checkpoint();
        }
        if (enough && !last) {
          return result(
              Status.EARLY_STOPPED,
              "evaluation loss has not fallen for "
                  + config.evaluation().patience()
                  + " evaluations");
        }
        if (stopping && !last) {
          return result(
              Status.STOPPED, "stopped as asked; the same command goes on after this round");
        }
      }
      return result(Status.COMPLETED, "all " + config.steps() + " steps were made");
    }

    private RunStart start() {
      return new RunStart(
          progress.round(),
          (config.steps() + config.sync().period() - 1) / config.sync().period(),
          config.steps(),
          config.model().layout().size(),
          data.training().rows(),
          data.evaluation().rows(),
          config.sync().workers());
    }

    private RoundSpan nextSpan() {
      long left = config.steps() - progress.step();
      int steps = (int) Math.min(config.sync().period(), left);
      return new RoundSpan(progress.round(), progress.step(), steps);
    }

    /** Whether something due every {@code period} rounds is due after round {@code round}. */
    private boolean isEvery(int period, long round) {
      return period > 0 && (round + 1) % period == 0;
    }

    /** Returns whether everything stayed finite; θ is untouched when not. */
    private boolean round(RoundSpan span, boolean checkpointAfter) throws Exception {
      meter.start(span);
      byte[] message =
          meter.encode(() -> exchange.encodeWeights(global.parameters(), span.round()));
      meter.decode(() -> global.begin(message));
      rounds.run(
          span,
          message,
          checkpointAfter,
          contribution -> {
            meter.add(contribution);
            computedOn.add(contribution.computedOn());
            if (meter.finite()) {
              meter.decode(() -> global.add(contribution.message(), contribution.rows()));
            }
          });
      if (!meter.finite()) {
        return false;
      }
      global.step();
      progress = meter.advance(progress);
      if (meter.restores() > 0 && span.round() > 0) {
        tell(
            String.format(
                "round %d: %d worker states restored, %d rounds replayed",
                span.round() + 1, meter.restores(), meter.replays()));
      }
      var record = meter.record(progress);
      listeners.forEach(listener -> listener.onRound(record));
      return true;
    }

    /** Returns whether patience is at its end. */
    private boolean evaluate() {
      long begin = System.nanoTime();
      Quality result = evaluator.evaluate(global.parameters());
      boolean isBest = result.loss() < progress.bestLoss();
      if (isBest) {
        best = global.parameters().clone();
      }
      progress = progress.evaluated(result.loss(), isBest);
      EvaluationRecord record =
          new EvaluationRecord(
              progress.round(),
              progress.step(),
              result,
              isBest,
              (System.nanoTime() - begin) * 1e-9);
      listeners.forEach(listener -> listener.onEvaluation(record));
      int patience = config.evaluation().patience();
      return patience > 0 && progress.sinceBest() >= patience;
    }

    private void checkpoint() {
      int workerFiles = rounds.hasWorkerState() ? config.sync().workers() : 0;
      String folder =
          checkpoints.commit(
              new DriverState(
                  global.parameters(),
                  new ArrayList<>(global.state()),
                  keepsBest() ? best : new float[0],
                  progress),
              workerFiles);
      rounds.checkpointed();
      listeners.forEach(listener -> listener.onCheckpoint(progress.round(), folder));
    }

    private boolean keepsBest() {
      return config.evaluation().patience() > 0;
    }

    private String diverged(RoundSpan span) {
      return String.format(
          "loss %s in round %d (steps %d to %d) of worker %d at learning rate %.3g; the model of the"
              + " round before is kept. A lower optimizer.lr, a longer warm-up or optimizer.clipNorm"
              + " may help",
          meter.firstNonFinite().loss(),
          span.round() + 1,
          span.firstStep(),
          span.firstStep() + span.steps() - 1,
          meter.firstNonFinite().worker(),
          config.schedule().at(span.firstStep()));
    }

    private TrainingResult result(Status status, String explanation) {
      float[] kept = keepsBest() && best.length > 0 ? best : global.parameters();
      return new TrainingResult(
          status, kept, progress, meter.bytesFp32(progress), computedOn, explanation);
    }

    private void tell(String notice) {
      listeners.forEach(listener -> listener.onNotice(notice));
    }
  }
}
