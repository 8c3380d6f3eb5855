package org.strideml.trainer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.async.Assignment;
import org.strideml.trainer.async.Asynchronous;
import org.strideml.trainer.async.Clock;
import org.strideml.trainer.async.ClockEvent;
import org.strideml.trainer.async.Dispatcher;
import org.strideml.trainer.async.DispatcherState;
import org.strideml.trainer.checkpoint.CheckpointException;
import org.strideml.trainer.checkpoint.DriverState;
import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.checkpoint.MessageFiles;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.round.GlobalModel;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.spark.Contribution;
import org.strideml.trainer.spark.WorkerStreams;

/**
 * A run whose workers go on without waiting for each other. A {@link Clock} says who finishes next;
 * that worker's result, computed meanwhile as a Spark job of its own, is taken in, and the worker
 * starts again from the newest θ. A round is one outer step, over as many results as the mode's
 * buffer holds.
 *
 * <p>A checkpoint is taken between two rounds, while workers are at work: it has every assignment
 * that is not finished, the encoded θ it started from, and each worker's state at its start.
 */
final class AsynchronousRun {
  private static final String DISPATCHER = "dispatcher.json";
  private static final String VERSION = "version-";

  private final RunContext run;
  private final TrainerConfig config;
  private final Asynchronous mode;
  private final WorkerStreams streams;
  private final Clock clock;
  private final Dispatcher dispatcher;
  private final GlobalModel global;
  private final Validation validation;
  private final Set<ComputedOn> computedOn = new LinkedHashSet<>();
  private final RoundMeter meter;
  private final List<Assignment> taken = new ArrayList<>();
  private Progress progress;
  private long staleness;

  /**
   * @param dispatcher where the run stands
   */
  AsynchronousRun(
      RunContext run,
      Asynchronous mode,
      Dispatcher dispatcher,
      Clock clock,
      WorkerStreams streams) {
    this.run = run;
    this.config = run.config();
    this.mode = mode;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.streams = streams;
    if (config.compression().differences()) {
      throw new IllegalArgumentException(
          "weights cannot travel as differences when workers start from different versions of"
              + " them; synchronize all workers at once or send whole weights");
    }
    DriverState start = run.start();
    this.global = new GlobalModel(config, run.exchange(), start.parameters(), start.vectors());
    this.validation = new Validation(run);
    this.progress = start.progress();
    this.meter =
        new RoundMeter(config, run.exchange(), run.data().training().rows(), mode.buffer());
  }

  /** Where a run stands that begins or goes on with {@code start}. */
  static Dispatcher dispatcher(
      TrainerConfig config, Asynchronous mode, DriverState start, long[] shardRows) {
    int period = (int) Math.min(Integer.MAX_VALUE, config.sync().policy().period().base());
    long total = Math.multiplyExact(config.steps(), (long) config.sync().workers());
    Dispatcher dispatcher = new Dispatcher(mode, period, total, shardRows, config.seed());
    byte[] saved = start.files().get(DISPATCHER);
    if (saved != null) {
      try {
        dispatcher.restore(DispatcherState.fromJson(saved));
      } catch (IOException e) {
        throw new CheckpointException(
            "the checkpoint's %s is not what was written: %s".formatted(DISPATCHER, e.getMessage()),
            e);
      }
    }
    return dispatcher;
  }

  TrainingResult toEnd() throws Exception {
    if (progress.round() > 0) {
      tell("resumed after update " + progress.round() + " from " + run.checkpoints().folder());
      resume();
    }
    run.listeners().onStart(start());
    beginRound();
    while (!dispatcher.isDone()) {
      ClockEvent event = dispatcher.next(clock);
      if (!event.isFinish()) {
        start(event);
        continue;
      }
      take(dispatcher.finish(event));
      if (!meter.finite()) {
        return result(Status.DIVERGED, diverged());
      }
      if (taken.size() == mode.buffer() || dispatcher.isDone()) {
        Status ending = endRound();
        if (ending != null) {
          return result(ending, explanation(ending));
        }
      }
    }
    return result(Status.COMPLETED, explanation(Status.COMPLETED));
  }

  /** Gives out again what was at work when the checkpoint was taken. */
  private void resume() {
    for (Assignment assignment : dispatcher.state().atWork()) {
      if (!streams.has(assignment.version())) {
        Message message = MessageFiles.get(run.start().files(), VERSION + assignment.version());
        if (message == null) {
          throw new CheckpointException(
              "the checkpoint lacks version %d of the parameters, from which worker %d started; delete its folder under %s to go on from the one before it"
                  .formatted(
                      assignment.version(), assignment.worker(), run.checkpoints().folder()));
        }
        streams.add(assignment.version(), message);
      }
      begin(assignment);
    }
  }

  private RunStart start() {
    long results = Math.max(1, config.sync().policy().rounds(config.beginning()));
    long updates = results * config.sync().workers() / mode.buffer();
    return new RunStart(
        progress.round(),
        updates,
        config.steps(),
        config.model().layout().size(),
        run.data().training().rows(),
        run.data().evaluation().rows(),
        config.sync().workers());
  }

  private void start(ClockEvent event) {
    long version = progress.round();
    for (Assignment assignment : dispatcher.start(event, version)) {
      if (!streams.has(version)) {
        streams.add(version, meter.encode(() -> global.encode(version)));
      }
      begin(assignment);
    }
  }

  private void begin(Assignment assignment) {
    streams.start(assignment);
    clock.begin(assignment);
  }

  private void beginRound() {
    RoundSpan span = new RoundSpan(progress.round(), progress.step(), 1);
    meter.start(span);
    global.begin(span, Message.of());
    taken.clear();
    staleness = 0;
  }

  private void take(Assignment done) throws Exception {
    Contribution contribution = streams.take(done.worker());
    taken.add(done);
    meter.sent(streams.message(done.version()).size());
    meter.add(contribution);
    if (computedOn.add(contribution.computedOn())) {
      run.listeners().onDevice(contribution.computedOn());
    }
    if (meter.finite()) {
      long age = progress.round() - done.version();
      staleness += age;
      double weight = mode.weight().at(age);
      meter.decode(() -> global.add(contribution.message(), contribution.rows(), weight));
    }
  }

  /** Returns how the run ends here, or null when it goes on. */
  private Status endRound() {
    boolean last = dispatcher.isDone();
    boolean stopping = run.stopRequested().getAsBoolean();
    meter.decode(() -> global.step((double) taken.size() / config.sync().workers()));
    DispatcherState state = dispatcher.state();
    long steps = LongStream.of(state.workerSteps()).sum() / config.sync().workers();
    progress = meter.advance(progress, steps);
    if (meter.recomputed() > 0) {
      tell(
          String.format(
              "update %d: a device lost its contents, %d assignments computed again",
              progress.round(), meter.recomputed()));
    }
    if (meter.restores() > 0 && progress.round() > mode.buffer()) {
      tell(
          String.format(
              "update %d: %d worker states restored, %d assignments replayed",
              progress.round(), meter.restores(), meter.replays()));
    }
    tell(state);
    boolean evaluation = last || isEvery(config.evaluation().every());
    if (evaluation) {
      progress = validation.evaluate(global.model(progress.round()), progress);
    }
    if (!run.pruned().get().isEmpty() && !last) {
      return Status.PRUNED;
    }
    if (last || stopping || isEvery(config.checkpointEvery())) {
      checkpoint(state);
    }
    if (evaluation && !last && validation.enough(progress)) {
      return Status.EARLY_STOPPED;
    }
    if (stopping && !last) {
      return Status.STOPPED;
    }
    beginRound();
    return null;
  }

  private void tell(DispatcherState state) {
    Assignment newest = taken.get(taken.size() - 1);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("clockSeconds", state.nanos() * 1e-9);
    figures.put("staleness", (double) staleness / taken.size());
    int steps = (int) Math.round(taken.stream().mapToInt(Assignment::steps).average().orElse(0));
    long lastStep = newest.firstStep() + newest.steps() - 1;
    run.listeners().onRound(meter.record(progress, lastStep, steps, figures));
  }

  /** Whether something due every {@code period} rounds is due now. */
  private boolean isEvery(int period) {
    return period > 0 && progress.round() % period == 0;
  }

  private void checkpoint(DispatcherState state) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put(DISPATCHER, state.toJson());
    state
        .atWork()
        .forEach(
            assignment ->
                MessageFiles.put(
                    files, VERSION + assignment.version(), streams.message(assignment.version())));
    streams.save(progress.round(), state.finished());
    DriverState whole =
        new DriverState(global.parameters(), global.vectors(), validation.best(), files, progress);
    int workerFiles = streams.hasWorkerState() ? config.sync().workers() : 0;
    String folder = run.checkpoints().commit(whole, workerFiles);
    streams.checkpointed(progress.round(), state.finished());
    run.listeners().onCheckpoint(progress.round(), folder);
  }

  private String diverged() {
    Assignment at = taken.get(taken.size() - 1);
    return String.format(
        "loss %s of worker %d in its assignment %d (shard %d, steps %d to %d) at learning rate %.3g;"
            + " the model of the update before is kept. A lower optimizer.lr or sync.outer.lr, a"
            + " longer warm-up or optimizer.clipNorm may help",
        meter.firstNonFinite().loss(),
        at.worker(),
        at.sequence() + 1,
        at.shard(),
        at.firstStep(),
        at.firstStep() + at.steps() - 1,
        config.schedule().at(at.firstStep()));
  }

  private String explanation(Status status) {
    return switch (status) {
      case EARLY_STOPPED -> validation.explanation();
      case PRUNED -> run.pruned().get();
      case STOPPED -> "stopped as asked; the same command goes on after this update";
      default ->
          "all %d steps of %d workers were made".formatted(config.steps(), config.sync().workers());
    };
  }

  private TrainingResult result(Status status, String explanation) {
    return new TrainingResult(
        status,
        validation.kept(global.model(progress.round())),
        progress,
        meter.bytesFp32(progress),
        Double.NaN,
        computedOn,
        explanation);
  }

  private void tell(String notice) {
    run.listeners().onNotice(notice);
  }
}
