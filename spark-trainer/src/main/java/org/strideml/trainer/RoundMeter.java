package org.strideml.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.quantization.Message;
import org.strideml.trainer.checkpoint.DriverState.Progress;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RoundRecord.WorkerRecord;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.round.RoundSpan;
import org.strideml.trainer.round.StepNanos;
import org.strideml.trainer.spark.Contribution;

/** Measures rounds: bytes, losses and where the time went. */
final class RoundMeter {
  private final TrainerConfig config;
  private final Exchange exchange;
  private final long trainingRows;
  private final int tokensPerRow;
  private final long messages;
  private final List<WorkerRecord> perWorker = new ArrayList<>();
  private RoundSpan span;
  private long begin;
  private long driverNanos;
  private StepNanos slowest;
  private long slowestEncode;
  private long bytesUp;
  private long exchanged;
  private long bytesDown;
  private DeviceTraffic traffic;
  private int recomputed;
  private int restores;
  private int replays;

  /**
   * @param messages each way in a round
   */
  RoundMeter(TrainerConfig config, Exchange exchange, long trainingRows, long messages) {
    this.messages = messages;
    this.config = config;
    this.exchange = exchange;
    this.trainingRows = trainingRows;
    this.tokensPerRow = config.model().batchShape().tokens();
  }

  void start(RoundSpan next) {
    span = next;
    begin = System.nanoTime();
    driverNanos = 0;
    slowest = new StepNanos(0, 0, 0);
    slowestEncode = 0;
    bytesUp = 0;
    exchanged = 0;
    bytesDown = 0;
    traffic = DeviceTraffic.NONE;
    recomputed = 0;
    restores = 0;
    replays = 0;
    perWorker.clear();
  }

  Message encode(Supplier<Message> work) {
    long t0 = System.nanoTime();
    Message message = work.get();
    driverNanos += System.nanoTime() - t0;
    return message;
  }

  /** So many bytes went down to workers, all together. */
  void sent(long bytes) {
    bytesDown += bytes;
  }

  /**
   * So many messages went from worker to worker in this round; nothing else did.
   *
   * @param bytes of all of them
   */
  void passed(long messages, long bytes) {
    exchanged = messages;
    bytesDown = bytes;
    bytesUp = bytes;
  }

  void decode(Runnable work) {
    long t0 = System.nanoTime();
    work.run();
    driverNanos += System.nanoTime() - t0;
  }

  void add(Contribution contribution) {
    if (contribution.steps().total() > slowest.total()) {
      slowest = contribution.steps();
    }
    slowestEncode = Math.max(slowestEncode, contribution.encodeNanos());
    bytesUp += contribution.message().size();
    traffic = traffic.plus(contribution.traffic());
    recomputed += contribution.recomputed();
    restores += contribution.restores();
    replays += contribution.replays();
    perWorker.add(
        new WorkerRecord(
            contribution.worker(),
            contribution.meanLoss(),
            contribution.rows(),
            contribution.steps().total() * 1e-9,
            contribution.encodeNanos() * 1e-9));
  }

  /** Whether every worker's loss was finite so far in this round. */
  boolean finite() {
    return perWorker.stream().allMatch(worker -> Double.isFinite(worker.loss()));
  }

  WorkerRecord firstNonFinite() {
    return perWorker.stream()
        .filter(worker -> !Double.isFinite(worker.loss()))
        .findFirst()
        .orElseThrow();
  }

  int recomputed() {
    return recomputed;
  }

  int restores() {
    return restores;
  }

  int replays() {
    return replays;
  }

  private long rows() {
    return perWorker.stream().mapToLong(WorkerRecord::rows).sum();
  }

  private double meanLoss() {
    double sum = 0;
    for (WorkerRecord worker : perWorker) {
      sum += worker.loss() * worker.rows();
    }
    return sum / rows();
  }

  /** Progress after this round. */
  Progress advance(Progress before) {
    return advance(before, span.firstStep() + span.steps());
  }

  /** Progress after this round, in which workers came to {@code steps} local steps on average. */
  Progress advance(Progress before, long steps) {
    return before.afterRound(
        steps,
        rows(),
        bytesDown,
        bytesUp,
        restores,
        replays,
        meanLoss(),
        seconds(),
        slowest.total() * 1e-9);
  }

  private double seconds() {
    return (System.nanoTime() - begin) * 1e-9;
  }

  /** Bytes that {@code progress.round()} rounds would have exchanged in plain floats. */
  long bytesFp32(Progress progress) {
    return progress.round() * bytesFp32(messages);
  }

  private long bytesFp32(long workers) {
    return workers * exchange.plainRoundSize(config);
  }

  /**
   * This round for listeners.
   *
   * @param progress after it
   * @param figures measured beside
   */
  RoundRecord record(Progress progress, Map<String, Double> figures) {
    return record(progress, progress.step() - 1, span.steps(), figures);
  }

  /**
   * This round for listeners.
   *
   * @param lastStep whose learning rate is told
   * @param steps of the round
   * @param figures of the mode
   */
  RoundRecord record(Progress progress, long lastStep, int steps, Map<String, Double> figures) {
    double round = seconds();
    double compute = slowest.total() * 1e-9;
    double encode = (slowestEncode + driverNanos) * 1e-9;
    return new RoundRecord(
        progress.round(),
        progress.step(),
        progress.samples(),
        progress.samples() * tokensPerRow,
        (double) progress.samples() / trainingRows,
        progress.trainLoss(),
        config.schedule().at(lastStep),
        steps,
        bytesDown,
        bytesUp,
        bytesFp32(exchanged > 0 ? exchanged : perWorker.size()),
        compute,
        slowest.products() * 1e-9,
        slowest.staging() * 1e-9,
        encode,
        Math.max(0, round - compute - encode),
        round,
        traffic,
        restores,
        replays,
        List.copyOf(perWorker),
        figures);
  }
}
