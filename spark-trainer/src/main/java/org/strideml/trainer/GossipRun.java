package org.strideml.trainer;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainingResult.Status;
import org.strideml.trainer.async.Assignment;
import org.strideml.trainer.checkpoint.CheckpointException;
import org.strideml.trainer.checkpoint.DriverState;
import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.checkpoint.MessageFiles;
import org.strideml.trainer.gossip.PeerExchange;
import org.strideml.trainer.gossip.PeerModels;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.PeerMessages;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.spark.Contribution;
import org.strideml.trainer.spark.WorkerStreams;
import org.strideml.trainer.sync.SyncPoint;

/**
 * A run of workers that have models of their own. In a round each participant makes its local steps
 * from its model, as a Spark job of one task, and a {@link PeerExchange} says what all of them have
 * afterwards. The driver stands for the network: it holds the models and mixes them, and messages
 * are quantized and counted as the workers would send them to each other; what it exchanges with
 * executors is plain and not counted. What is evaluated and saved is the mean.
 */
final class GossipRun {
  private static final String MODEL = "model-";
  private static final String HEARD = "heard-";

  private final RunContext run;
  private final TrainerConfig config;
  private final PeerExchange mode;
  private final WorkerStreams streams;
  private final Validation validation;
  private final RoundMeter meter;
  private final Set<ComputedOn> computedOn = new LinkedHashSet<>();
  private final long[] played;
  private final PeerMessages messages;
  private float[][] models;
  private Progress progress;

  GossipRun(RunContext run, PeerExchange mode, WorkerStreams streams) {
    this.run = run;
    this.config = run.config();
    this.mode = mode;
    this.streams = streams;
    this.validation = new Validation(run);
    this.progress = run.start().progress();
    this.played = new long[config.sync().workers()];
    this.messages = new PeerMessages(config);
    this.meter =
        new RoundMeter(
            config, run.exchange(), run.data().training().rows(), mode.messages(0, played.length));
    this.models = models(run.start());
    for (long round = 0; round < progress.round(); round++) {
      count(round);
    }
  }

  private int[] participants(long round) {
    return mode.participants(round, played.length, config.seed());
  }

  private void count(long round) {
    for (int worker : participants(round)) {
      played[worker]++;
    }
  }

  private float[][] models(DriverState start) {
    float[][] all = new float[played.length][];
    Arrays.fill(all, start.parameters());
    for (int worker = 0; progress.round() > 0 && worker < all.length; worker++) {
      all[worker] = new float[start.parameters().length];
      run.exchange().decodeWeights(file(start, name(MODEL, worker)), all[worker]);
      if (messages.carriedSize() > 0) {
        messages.restore(worker, file(start, name(HEARD, worker)));
      }
    }
    return all;
  }

  private Message file(DriverState start, String name) {
    Message file = MessageFiles.get(start.files(), name);
    if (file == null) {
      throw new CheckpointException(
          "the checkpoint lacks %s; delete its folder under %s to go on from the one before it"
              .formatted(name, run.checkpoints().folder()));
    }
    return file;
  }

  private static String name(String what, int worker) {
    return "%s%05d".formatted(what, worker);
  }

  TrainingResult toEnd() throws Exception {
    if (progress.round() > 0) {
      run.listeners()
          .onNotice(
              "resumed after round " + progress.round() + " from " + run.checkpoints().folder());
    }
    run.listeners().onStart(start());
    run.listeners().onNotice(whatTheDriverHolds());
    while (progress.step() < config.steps()) {
      boolean stopping = run.stopRequested().getAsBoolean();
      if (!round()) {
        return result(Status.DIVERGED, diverged());
      }
      boolean last = progress.step() >= config.steps();
      boolean evaluation = last || isEvery(config.evaluation().every());
      if (evaluation) {
        progress = validation.evaluate(PeerModels.mean(models), progress);
      }
      if (!run.pruned().get().isEmpty() && !last) {
        return result(Status.PRUNED, run.pruned().get());
      }
      if (last || stopping || isEvery(config.checkpointEvery())) {
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

  /** Of each worker a model before and after a round, the mean of them, and what others know. */
  private String whatTheDriverHolds() {
    int size = config.model().layout().size();
    long floats = played.length * (3L * size + messages.carriedSize());
    return "the driver stands for the network and holds the models of all %d workers: about %d MB"
        .formatted(played.length, Math.max(1, floats * Float.BYTES / 1_000_000));
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

  /** Whether something due every {@code period} rounds is due now. */
  private boolean isEvery(int period) {
    return period > 0 && progress.round() % period == 0;
  }

  /** Returns whether everything stayed finite; models are untouched when not. */
  private boolean round() throws Exception {
    long round = progress.round();
    RoundSpan span = new RoundSpan(round, progress.step(), config.sync().policy().steps(here()));
    meter.start(span);
    int[] participants = participants(round);
    long told = 0;
    for (int worker : participants) {
      long version = round * played.length + worker;
      float[] start = models[worker];
      Message message = meter.encode(() -> run.exchange().encodeWeights(start, round));
      told += message.size();
      streams.add(version, message);
      streams.start(
          new Assignment(
              worker, played[worker], worker, span.firstStep(), span.steps(), version, 0));
    }
    float[][] ends = ends(round, participants);
    if (!meter.finite()) {
      return false;
    }
    float[][] starts = models;
    float[][] heard = messages.exact() ? ends : new float[ends.length][];
    if (!messages.exact()) {
      told = 0;
      for (int worker : participants) {
        heard[worker] = new float[ends[worker].length];
        told += messages.tell(worker, ends[worker], round, heard[worker]);
      }
    }
    meter.decode(() -> models = mode.mix(round, starts, ends, heard, config.seed()));
    long count = mode.messages(round, played.length);
    // Everybody who tells something tells it to equally many.
    meter.passed(count, told * count / participants.length);
    count(round);
    progress = meter.advance(progress);
    double apart = PeerModels.consensusDistance(models);
    run.listeners()
        .onRound(
            meter.record(
                progress, progress.step() - 1, span.steps(), Map.of("consensusDistance", apart)));
    return true;
  }

  /** By worker, what the participants have trained to. */
  private float[][] ends(long round, int[] participants) throws Exception {
    float[][] ends = new float[played.length][];
    Exchange exchange = run.exchange();
    for (int worker : participants) {
      Contribution contribution = streams.take(worker);
      meter.add(contribution);
      if (computedOn.add(contribution.computedOn())) {
        run.listeners().onDevice(contribution.computedOn());
      }
      if (meter.finite()) {
        Message started = streams.message(round * played.length + worker);
        float[] end = new float[models[worker].length];
        meter.decode(
            () -> exchange.decodeContribution(contribution.message(), exchange.base(started), end));
        ends[worker] = end;
      }
    }
    return ends;
  }

  private void checkpoint() {
    Map<String, byte[]> files = new TreeMap<>();
    for (int worker = 0; worker < models.length; worker++) {
      MessageFiles.put(
          files,
          name(MODEL, worker),
          run.exchange().encodeWeights(models[worker], progress.round()));
      if (messages.carriedSize() > 0) {
        MessageFiles.put(files, name(HEARD, worker), messages.save(worker));
      }
    }
    streams.save(progress.round(), played);
    DriverState whole =
        new DriverState(
            PeerModels.mean(models), run.start().vectors(), validation.best(), files, progress);
    int workerFiles = streams.hasWorkerState() ? played.length : 0;
    String folder = run.checkpoints().commit(whole, workerFiles);
    streams.checkpointed(progress.round(), played);
    run.listeners().onCheckpoint(progress.round(), folder);
  }

  private String diverged() {
    return String.format(
        "loss %s in round %d of worker %d at learning rate %.3g; the models of the round before are"
            + " kept. A lower optimizer.lr, a longer warm-up or optimizer.clipNorm may help",
        meter.firstNonFinite().loss(),
        progress.round() + 1,
        meter.firstNonFinite().worker(),
        config.schedule().at(progress.step()));
  }

  private TrainingResult result(Status status, String explanation) {
    return new TrainingResult(
        status,
        validation.kept(PeerModels.mean(models)),
        progress,
        meter.bytesFp32(progress),
        Double.NaN,
        computedOn,
        explanation);
  }
}
