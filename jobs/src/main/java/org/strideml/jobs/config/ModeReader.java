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
import org.strideml.trainer.gossip.AttackedPeers;
import org.strideml.trainer.gossip.Gossip;
import org.strideml.trainer.gossip.NearestAveraging;
import org.strideml.trainer.gossip.PeerExchange;
import org.strideml.trainer.gossip.SampledPeers;
import org.strideml.trainer.gossip.Topology;
import org.strideml.trainer.sync.Attack;
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

  private enum AttackType {
    NONE,
    SIGN_FLIP,
    EMPIRE,
    LITTLE
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
    need(
        "gossip",
        "compression.gradients.codec",
        "none",
        "what travels are models; compression.weights is for these");
    need("gossip", "sync.outer.type", "average", "nobody makes an outer step");
    settings.require(
        !settings.flag("sync.outer.averaging") && !settings.flag("sync.aggregation.mixing"),
        "sync.mode = gossip needs sync.outer.averaging = false and sync.aggregation.mixing = false:"
            + " nobody has them all",
        "sync.outer.averaging",
        "sync.aggregation.mixing",
        "sync.mode");
    stateStays("gossip");
    GossipType type = settings.choice("sync.gossip.topology", GossipType.class);
    boolean monna = settings.text("sync.aggregation.type").equals("monna");
    if (!monna) {
      need(
          "gossip",
          "sync.aggregation.type",
          "mean",
          "mixing takes means; monna is for faulty neighbours");
    }
    settings.require(
        !monna || type == GossipType.COMPLETE,
        "sync.aggregation.type = monna needs sync.gossip.topology = complete: everybody hears"
            + " everybody",
        "sync.aggregation.type",
        "sync.gossip.topology");
    return attacked(
        monna
            ? new NearestAveraging(faulty())
            : type == GossipType.SAMPLED ? sampled() : graph(Topology.valueOf(type.name())));
  }

  private int faulty() {
    int faulty = settings.integer("sync.aggregation.faulty", 0);
    boolean enough = workers >= 2 * faulty + 1;
    settings.require(
        enough,
        "sync.aggregation.type = monna withstands %d faulty workers when there are at least %d, got sync.workers = %d"
            .formatted(faulty, 2 * faulty + 1, workers),
        "sync.aggregation.faulty",
        "sync.workers");
    exact("sync.aggregation.type = monna");
    return enough ? faulty : 0;
  }

  private PeerExchange attacked(PeerExchange rule) {
    AttackType type = settings.choice("sync.attack.type", AttackType.class);
    if (type == AttackType.NONE) {
      return rule;
    }
    int faulty = settings.integer("sync.attack.workers", 1);
    settings.require(
        faulty < workers && !(rule instanceof SampledPeers),
        "sync.attack.workers must be below sync.workers, all of which must be in every round, got %d"
                .formatted(faulty)
            + " of %d and sync.gossip.topology = %s"
                .formatted(workers, settings.text("sync.gossip.topology")),
        "sync.attack.workers",
        "sync.gossip.topology",
        "sync.workers");
    exact("sync.attack.type");
    return new AttackedPeers(
        rule, Attack.valueOf(type.name()), faulty, settings.positive("sync.attack.scale"));
  }

  /** Some ways of mixing are made for models as they are. */
  private void exact(String who) {
    String codec = settings.text("compression.weights.codec");
    settings.require(
        codec.equals("none"),
        who
            + " needs compression.weights.codec = none when sync.mode = gossip, got "
            + codec
            + ": neighbours compare or pass on whole models",
        "compression.weights.codec",
        "sync.mode");
  }

  private Gossip graph(Topology topology) {
    Gossip.Order order = settings.choice("sync.gossip.order", Gossip.Order.class);
    int mixings = settings.integer("sync.gossip.mixings", 1);
    double step = settings.decimal("sync.gossip.step", 0, 1);
    String codec = settings.text("compression.weights.codec");
    boolean pulled = step < 1 || !codec.equals("none");
    settings.require(step > 0, "sync.gossip.step must be above 0, got " + step, "sync.gossip.step");
    settings.require(
        !pulled || order == Gossip.Order.AFTER && mixings == 1,
        "sync.gossip.step below 1, or a codec for weights, needs sync.gossip.order = after and"
            + " sync.gossip.mixings = 1, got step %s, codec %s, order %s and %d mixings"
                .formatted(step, codec, Settings.nameOf(order), mixings),
        "sync.gossip.step",
        "sync.gossip.order",
        "sync.gossip.mixings",
        "compression.weights.codec");
    return new Gossip(topology, order, mixings, step > 0 ? step : 1);
  }

  private SampledPeers sampled() {
    exact("sync.gossip.topology = sampled");
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
