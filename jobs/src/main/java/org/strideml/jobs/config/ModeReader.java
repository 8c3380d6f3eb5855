package org.strideml.jobs.config;

import java.nio.file.Path;
import java.util.List;
import org.strideml.trainer.async.Asynchronous;
import org.strideml.trainer.async.Clock;
import org.strideml.trainer.async.ClockChoice;
import org.strideml.trainer.async.ClockLog;
import org.strideml.trainer.async.ClockLogException;
import org.strideml.trainer.async.DynamicSteps;
import org.strideml.trainer.async.FixedSteps;
import org.strideml.trainer.async.LocalSteps;
import org.strideml.trainer.async.ShardChoice;
import org.strideml.trainer.async.StalenessWeight;
import org.strideml.trainer.gossip.Gossip;
import org.strideml.trainer.gossip.SampledPeers;
import org.strideml.trainer.gossip.Topology;
import org.strideml.trainer.sync.SyncMode;
import org.strideml.trainer.sync.Synchronous;

/** Reads who waits for whom. */
final class ModeReader {
  private static final String ASYNC = "sync.async.";

  private enum ModeType {
    SYNCHRONOUS,
    ASYNCHRONOUS,
    GOSSIP
  }

  private enum GossipType {
    RING,
    EXPONENTIAL,
    COMPLETE,
    SAMPLED
  }

  private enum ClockType {
    VIRTUAL,
    WALL,
    REPLAY
  }

  private enum StepsType {
    FIXED,
    DYNAMIC
  }

  private enum StalenessType {
    CONSTANT,
    POLYNOMIAL
  }

  private final Settings settings;
  private final int workers;

  ModeReader(Settings settings, int workers) {
    this.settings = settings;
    this.workers = workers;
  }

  SyncMode mode() {
    return switch (settings.choice("sync.mode", ModeType.class)) {
      case SYNCHRONOUS -> new Synchronous();
      case ASYNCHRONOUS -> asynchronous();
      case GOSSIP -> gossip();
    };
  }

  /** A setting that another mode than synchronous can only have at one value. */
  private void need(String mode, String key, String value, String why) {
    settings.require(
        settings.text(key).equals(value),
        "sync.mode = %s needs %s = %s, got %s: %s"
            .formatted(mode, key, value, settings.text(key), why),
        key,
        "sync.mode");
  }

  private SyncMode gossip() {
    String models = "what travels are whole models, from worker to worker, as they are";
    need("gossip", "compression.weights.codec", "none", models);
    need("gossip", "compression.gradients.codec", "none", models);
    need("gossip", "sync.outer.type", "average", "nobody makes an outer step");
    need("gossip", "sync.aggregation.type", "mean", "mixing takes means");
    need("gossip", "sync.attack.type", "none", "nobody aggregates all");
    stateStays("gossip");
    GossipType type = settings.choice("sync.gossip.topology", GossipType.class);
    return type == GossipType.SAMPLED ? sampled() : graph(Topology.valueOf(type.name()));
  }

  private Gossip graph(Topology topology) {
    return new Gossip(
        topology,
        settings.choice("sync.gossip.order", Gossip.Order.class),
        settings.integer("sync.gossip.mixings", 1));
  }

  private SampledPeers sampled() {
    int sample = settings.integer("sync.gossip.sample", 1);
    settings.require(
        sample <= workers,
        "sync.gossip.sample must be at most sync.workers, got %d and %d".formatted(sample, workers),
        "sync.gossip.sample",
        "sync.workers");
    return new SampledPeers(
        sample,
        settings.integer("sync.gossip.aggregators", 1),
        settings.fraction("sync.gossip.failures"));
  }

  /** Workers never meet all at once, so nothing can be averaged or shared among all. */
  private void stateStays(String mode) {
    settings.require(
        !settings.text("optimizer.state").equals("average"),
        "sync.mode = %s needs optimizer.state = keep or reset, got average: workers do not all meet"
            .formatted(mode),
        "optimizer.state",
        "sync.mode");
    String drift = settings.text("sync.drift.type");
    settings.require(
        !List.of("scaffold", "proxskip", "fedspeed").contains(drift),
        "sync.mode = %s needs sync.drift.type = none, fedprox, delta-sgd or sam, got %s: it corrects towards what all workers do"
            .formatted(mode, drift),
        "sync.drift.type",
        "sync.mode");
  }

  private Asynchronous asynchronous() {
    stateStays("asynchronous");
    need(
        "asynchronous",
        "sync.policy.type",
        "constant",
        "workers do not all stand at the same step");
    settings.require(
        !settings.flag("compression.weights.differences"),
        "sync.mode = asynchronous sends every worker the newest weights at a time of its own, so"
            + " there is nothing all workers have that differences could be to; set"
            + " compression.weights.differences = false",
        "compression.weights.differences",
        "sync.mode");
    return new Asynchronous(
        clock(),
        steps(),
        settings.choice(ASYNC + "shards", ShardChoice.class),
        grace(),
        settings.integer(ASYNC + "buffer", 1),
        weight());
  }

  private ClockChoice clock() {
    return switch (settings.choice(ASYNC + "clock", ClockType.class)) {
      case VIRTUAL -> virtual();
      case WALL -> new ClockChoice.Wall();
      case REPLAY -> replay();
    };
  }

  private ClockChoice virtual() {
    List<Double> seconds = settings.decimals(ASYNC + "secondsPerStep");
    boolean valid =
        !seconds.isEmpty() && seconds.stream().allMatch(each -> each >= 1e-9 && each <= 1e9);
    settings.require(
        valid && seconds.size() <= workers,
        "sync.async.secondsPerStep must have a number from 1e-9 to 1e9 for each of sync.workers = %d, or fewer, which repeat; got %s"
            .formatted(workers, seconds),
        ASYNC + "secondsPerStep",
        "sync.workers");
    return new ClockChoice.Virtual(valid ? seconds : List.of(1.0));
  }

  private ClockChoice replay() {
    String log = settings.text(ASYNC + "log");
    try {
      ClockLog.read(Path.of(log), workers);
    } catch (ClockLogException e) {
      settings.require(
          false,
          "sync.async.log must be the clock.jsonl of a run by the wall clock: " + e.getMessage(),
          ASYNC + "log",
          "sync.workers");
    }
    return new ClockChoice.Replay(log);
  }

  private LocalSteps steps() {
    if (settings.choice(ASYNC + "steps", StepsType.class) == StepsType.FIXED) {
      return new FixedSteps();
    }
    int minimum = settings.integer(ASYNC + "minSteps", 1);
    int period = settings.integer("sync.period", 1);
    settings.require(
        minimum <= period,
        "sync.async.minSteps must be at most sync.period, got %d and %d".formatted(minimum, period),
        ASYNC + "minSteps",
        "sync.period");
    return new DynamicSteps(minimum);
  }

  private long grace() {
    String text = settings.text(ASYNC + "grace");
    if (text.equals("all")) {
      return Clock.NEVER;
    }
    double seconds = text.matches("\\d+(\\.\\d+)?([eE][-+]?\\d+)?") ? Double.parseDouble(text) : -1;
    boolean valid = seconds >= 0 && seconds <= 1e9;
    settings.require(
        valid,
        "sync.async.grace must be seconds from 0 to 1e9, or all to wait for all workers, got "
            + text,
        ASYNC + "grace");
    return valid ? Math.round(seconds * 1e9) : 0;
  }

  private StalenessWeight weight() {
    double scale = settings.positive(ASYNC + "scale");
    boolean flat =
        settings.choice(ASYNC + "staleness", StalenessType.class) == StalenessType.CONSTANT;
    return new StalenessWeight(scale, flat ? 0 : settings.positive(ASYNC + "stalenessExponent"));
  }
}
