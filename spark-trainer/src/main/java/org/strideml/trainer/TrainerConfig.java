package org.strideml.trainer;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.strideml.kernels.Precision;
import org.strideml.quantization.ChunkedFormat;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.trainer.data.Pacing;
import org.strideml.trainer.drift.DriftCorrection;
import org.strideml.trainer.drift.NoCorrection;
import org.strideml.trainer.model.Model;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.Schedule;
import org.strideml.trainer.sync.Aggregation;
import org.strideml.trainer.sync.Participation;
import org.strideml.trainer.sync.Streaming;
import org.strideml.trainer.sync.SyncMode;
import org.strideml.trainer.sync.SyncPoint;
import org.strideml.trainer.sync.SyncPolicy;
import org.strideml.trainer.sync.Synchronous;
import org.strideml.trainer.sync.WeightedMean;

/**
 * Everything that decides a run's numbers, apart from the data.
 *
 * @param seed root of all randomness
 * @param model architecture
 * @param optimizer of the local steps
 * @param clipNorm largest global gradient norm; 0 for no clipping
 * @param schedule learning rate per local step
 * @param sync workers, when they meet, how they are averaged, outer step
 * @param compression what travels
 * @param backend where local steps are computed
 * @param batchSize rows per worker and local step
 * @param steps local steps per worker in the whole run
 * @param evaluation when to hold the model against held-out rows, when to stop early
 * @param checkpointEvery rounds between checkpoints; 0 for only one at the end
 * @param pacing which rows may be drawn when
 */
public record TrainerConfig(
    long seed,
    Model model,
    InnerOptimizer optimizer,
    double clipNorm,
    Schedule schedule,
    Sync sync,
    Compression compression,
    BackendChoice backend,
    int batchSize,
    long steps,
    Evaluation evaluation,
    int checkpointEvery,
    Pacing pacing)
    implements Serializable {

  /** With all rows open from the first step on. */
  public TrainerConfig(
      long seed,
      Model model,
      InnerOptimizer optimizer,
      double clipNorm,
      Schedule schedule,
      Sync sync,
      Compression compression,
      BackendChoice backend,
      int batchSize,
      long steps,
      Evaluation evaluation,
      int checkpointEvery) {
    this(
        seed,
        model,
        optimizer,
        clipNorm,
        schedule,
        sync,
        compression,
        backend,
        batchSize,
        steps,
        evaluation,
        checkpointEvery,
        Pacing.NONE);
  }

  /** The same with another compression. */
  public TrainerConfig compressed(Compression other) {
    return new TrainerConfig(
        seed,
        model,
        optimizer,
        clipNorm,
        schedule,
        sync,
        other,
        backend,
        batchSize,
        steps,
        evaluation,
        checkpointEvery,
        pacing);
  }

  /** What becomes of a worker's optimizer state at a synchronization. */
  public enum StateMode {
    /** It stays with the worker. */
    KEEP,
    /** Every round starts from zero state. */
    RESET,
    /** Workers' vectors are averaged, as {@link Sync#stateRounds} says. */
    AVERAGE
  }

  /**
   * @param mode who waits for whom
   * @param workers logical workers K, whatever the number of cores
   * @param participation who of them takes part in a round
   * @param policy when workers meet
   * @param aggregation how what they bring becomes one
   * @param outer what the driver does with the pseudo-gradient that comes of it
   * @param drift what a worker does beside its plain steps
   * @param streaming whether rounds exchange the model or fragments of it
   * @param state of the inner optimizer across rounds
   * @param stateRounds with {@link StateMode#AVERAGE}, after how many rounds each of its vectors is
   *     averaged; after every one when it is not named
   * @param pendingBytes encoded results that may wait in driver memory for their turn; more spill
   *     to disk
   */
  public record Sync(
      SyncMode mode,
      int workers,
      Participation participation,
      SyncPolicy policy,
      Aggregation aggregation,
      OuterOptimizer outer,
      DriftCorrection drift,
      Streaming streaming,
      StateMode state,
      TreeMap<String, Integer> stateRounds,
      long pendingBytes)
      implements Serializable {
    public Sync {
      stateRounds = new TreeMap<>(stateRounds);
    }

    /** Workers that take part in a round. */
    public int perRound() {
      return participation.count(workers);
    }

    /** The mean of all workers after every {@code period} local steps. */
    public static Sync every(
        int period, int workers, OuterOptimizer outer, StateMode state, long pendingBytes) {
      return new Sync(
          new Synchronous(),
          workers,
          Participation.ALL,
          SyncPolicy.every(period),
          new WeightedMean(),
          outer,
          new NoCorrection(),
          Streaming.NONE,
          state,
          new TreeMap<>(),
          pendingBytes);
    }

    public Sync with(Participation other) {
      return new Sync(
          mode,
          workers,
          other,
          policy,
          aggregation,
          outer,
          drift,
          streaming,
          state,
          stateRounds,
          pendingBytes);
    }

    public Sync with(SyncPolicy other) {
      return new Sync(
          mode,
          workers,
          participation,
          other,
          aggregation,
          outer,
          drift,
          streaming,
          state,
          stateRounds,
          pendingBytes);
    }

    public Sync with(Aggregation other) {
      return new Sync(
          mode,
          workers,
          participation,
          policy,
          other,
          outer,
          drift,
          streaming,
          state,
          stateRounds,
          pendingBytes);
    }

    public Sync with(DriftCorrection other) {
      return new Sync(
          mode,
          workers,
          participation,
          policy,
          aggregation,
          outer,
          other,
          streaming,
          state,
          stateRounds,
          pendingBytes);
    }

    public Sync with(Streaming other) {
      return new Sync(
          mode,
          workers,
          participation,
          policy,
          aggregation,
          outer,
          drift,
          other,
          state,
          stateRounds,
          pendingBytes);
    }

    /** With the optimizer's vectors averaged after so many rounds each. */
    public Sync averagingState(Map<String, Integer> rounds) {
      return new Sync(
          mode,
          workers,
          participation,
          policy,
          aggregation,
          outer,
          drift,
          streaming,
          StateMode.AVERAGE,
          new TreeMap<>(rounds),
          pendingBytes);
    }

    /** The same in another mode. */
    public Sync in(SyncMode other) {
      return new Sync(
          other,
          workers,
          participation,
          policy,
          aggregation,
          outer,
          drift,
          streaming,
          state,
          stateRounds,
          pendingBytes);
    }
  }

  /** Where a run of this configuration begins. */
  public SyncPoint beginning() {
    return new SyncPoint(0, 0, steps, 0, 0, 0, schedule);
  }

  /**
   * @param weights codec of the parameters on their way down
   * @param gradients codec of pseudo-gradients on their way up
   * @param errorFeedback whether a worker adds what the last message lost to the next one
   * @param minSize tensors of fewer elements, and all with one axis, travel as plain floats
   * @param differences whether weights travel as differences to what workers have
   * @param entropy lossless stage after codecs: {@code none}, a stage's name, or {@code auto} for
   *     the shortest of all, section by section
   * @param partBytes most bytes of one array that a message travels in; decides no bits
   */
  public record Compression(
      Codec weights,
      Codec gradients,
      boolean errorFeedback,
      int minSize,
      boolean differences,
      String entropy,
      int partBytes)
      implements Serializable {

    /** In as few arrays as can hold a message. */
    public Compression(
        Codec weights,
        Codec gradients,
        boolean errorFeedback,
        int minSize,
        boolean differences,
        String entropy) {
      this(
          weights,
          gradients,
          errorFeedback,
          minSize,
          differences,
          entropy,
          ChunkedFormat.MOST_BYTES);
    }

    /** Whole weights, no entropy stage. */
    public Compression(Codec weights, Codec gradients, boolean errorFeedback, int minSize) {
      this(weights, gradients, errorFeedback, minSize, false, "none");
    }

    /** Plain floats both ways. */
    public static Compression none() {
      Codec plain = Codecs.of("none", 0, 0);
      return new Compression(plain, plain, false, 0);
    }

    /** The same in arrays of at most so many bytes. */
    public Compression inPartsOf(int bytes) {
      return new Compression(
          weights, gradients, errorFeedback, minSize, differences, entropy, bytes);
    }

    /** Whether a worker's messages depend on those before. */
    public boolean workersRemember() {
      return errorFeedback || gradients.remembers();
    }
  }

  /**
   * @param type {@code auto}, {@code cpu}, {@code opencl} or {@code reference}
   * @param device {@code auto} or an index such as {@code opencl:0}
   * @param precision of the products of dense layers
   */
  public record BackendChoice(String type, String device, Precision precision)
      implements Serializable {}

  /**
   * @param every rounds between evaluations; 0 for only one at the end
   * @param batchSize rows per forward pass
   * @param patience evaluations without a new best after which the run stops; 0 to never stop early
   */
  public record Evaluation(int every, int batchSize, int patience) implements Serializable {}
}
