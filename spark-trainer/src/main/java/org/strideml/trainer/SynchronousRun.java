package org.strideml.trainer;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.checkpoint.DriverState;
import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.round.ChosenBits;
import org.strideml.trainer.round.GlobalModel;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.spark.SparkRounds;
import org.strideml.trainer.sync.SyncPoint;

/**
 * A run whose workers meet after every round: encode θ, broadcast it, let every worker make its
 * local steps, decode and fold what they send back in worker order, take the outer step.
 */
final class SynchronousRun {
  private final RunContext run;
  private final TrainerConfig config;
  private final SparkRounds rounds;
  private final GlobalModel global;
  private final Validation validation;
  private final Set<ComputedOn> computedOn = new LinkedHashSet<>();
  private final RoundMeter meter;
  private final ChosenBits bitsDown;
  private final ChosenBits bitsUp;
  private Progress progress;

  SynchronousRun(RunContext run, SparkRounds rounds) {
    this.run = run;
    this.config = run.config();
    this.rounds = rounds;
    DriverState start = run.start();
    this.global = new GlobalModel(config, run.exchange(), start.parameters(), start.vectors());
    this.validation = new Validation(run);
    this.bitsDown = new ChosenBits(config.model().layout());
    this.bitsUp = new ChosenBits(config.model().layout());
    this.progress = start.progress();
    this.meter =
        new RoundMeter(
            config, run.exchange(), run.data().training().rows(), config.sync().perRound());
  }

  TrainingResult toEnd() throws Exception {
    if (progress.round() > 0) {
      tell("resumed after round " + progress.round() + " from " + run.checkpoints().folder());
    }
    run.listeners().onStart(start());
    while (progress.step() < config.steps()) {
      boolean stopping = run.stopRequested().getAsBoolean();
      RoundSpan span = nextSpan();
      boolean last = span.firstStep() + span.steps() == config.steps();
      boolean checkpoint = last || stopping || isEvery(config.checkpointEvery(), span.round());
      if (!round(span, checkpoint)) {
        return result(Status.DIVERGED, diverged(span));
      }
      boolean evaluation = last || isEvery(config.evaluation().every(), span.round());
      if (evaluation) {
        progress = validation.evaluate(global.model(progress.round()), progress);
      }
      if (!run.pruned().get().isEmpty() && !last) {
        return result(Status.PRUNED, run.pruned().get());
      }
      if (checkpoint) {
        checkpoint();
      }
      if (evaluation && !last && validation.enough(progress)) {
        return result(Status.EARLY_STOPPED, validation.explanation());
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
        config.sync().policy().rounds(here()),
        config.steps(),
        config.model().layout().size(),
        run.data().training().rows(),
        run.data().evaluation().rows(),
        config.sync().workers());
  }

  private SyncPoint here() {
    return new SyncPoint(
        progress.round(),
        progress.step(),
        config.steps(),
        progress.bytesDown() + progress.bytesUp(),
        progress.seconds(),
        progress.computeSeconds(),
        config.schedule());
  }

  private RoundSpan nextSpan() {
    int steps = config.sync().policy().steps(here());
    return new RoundSpan(progress.round(), progress.step(), steps);
  }

  /** Whether something due every {@code period} rounds is due after round {@code round}. */
  private static boolean isEvery(int period, long round) {
    return period > 0 && (round + 1) % period == 0;
  }

  /** Returns whether everything stayed finite; θ is untouched when not. */
  private boolean round(RoundSpan span, boolean checkpointAfter) throws Exception {
    meter.start(span);
    Message message = meter.encode(() -> global.encode(span.round()));
    meter.sent((long) config.sync().perRound() * message.size());
    meter.decode(() -> global.begin(span, message));
    run.exchange().weightBits(bitsDown, message).ifPresent(bits -> tell("bits down: " + bits));
    int first = rounds.participants(span.round())[0];
    rounds.run(
        span,
        message,
        checkpointAfter,
        contribution -> {
          meter.add(contribution);
          if (computedOn.add(contribution.computedOn())) {
            run.listeners().onDevice(contribution.computedOn());
          }
          if (meter.finite()) {
            if (contribution.worker() == first) {
              run.exchange()
                  .contributionBits(bitsUp, contribution.message())
                  .ifPresent(bits -> tell("bits up, worker " + first + ": " + bits));
            }
            meter.decode(() -> global.add(contribution.message(), contribution.rows()));
            global.note(contribution.rows(), contribution.squaredChange());
          }
        });
    if (!meter.finite()) {
      return false;
    }
    global.step();
    progress = meter.advance(progress);
    if (meter.recomputed() > 0) {
      tell(
          String.format(
              "round %d: a device lost its contents, %d workers computed again",
              span.round() + 1, meter.recomputed()));
    }
    if (meter.restores() > 0 && span.round() > 0) {
      tell(
          String.format(
              "round %d: %d worker states restored, %d rounds replayed",
              span.round() + 1, meter.restores(), meter.replays()));
    }
    run.listeners().onRound(meter.record(progress, figures()));
    return true;
  }

  private Map<String, Double> figures() {
    double rows = global.noise().rows();
    return Double.isNaN(rows) ? Map.of() : Map.of("noiseScale", rows);
  }

  private void checkpoint() {
    int workerFiles = rounds.hasWorkerState() ? config.sync().workers() : 0;
    String folder =
        run.checkpoints()
            .commit(
                new DriverState(global.parameters(), global.vectors(), validation.best(), progress),
                workerFiles);
    rounds.checkpointed();
    run.listeners().onCheckpoint(progress.round(), folder);
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
    return new TrainingResult(
        status,
        validation.kept(global.model(progress.round())),
        progress,
        meter.bytesFp32(progress),
        global.noise().rows(),
        computedOn,
        explanation);
  }

  private void tell(String notice) {
    run.listeners().onNotice(notice);
  }
}
