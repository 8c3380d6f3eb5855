package org.strideml.jobs.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.TrainerConfig.StateMode;
import org.strideml.trainer.TrainerConfig.Sync;
import org.strideml.trainer.drift.DeltaSgd;
import org.strideml.trainer.drift.DriftCorrection;
import org.strideml.trainer.drift.FedProx;
import org.strideml.trainer.drift.FedSpeed;
import org.strideml.trainer.drift.NoCorrection;
import org.strideml.trainer.drift.ProxSkip;
import org.strideml.trainer.drift.Sam;
import org.strideml.trainer.drift.Scaffold;
import org.strideml.trainer.optim.AdaptiveOuter;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.DelayedNesterov;
import org.strideml.trainer.optim.InnerOptimizer;
import org.strideml.trainer.optim.Muon;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.OuterSgd;
import org.strideml.trainer.optim.StochasticWeightAverage;
import org.strideml.trainer.sync.Aggregation;
import org.strideml.trainer.sync.Attack;
import org.strideml.trainer.sync.Attacked;
import org.strideml.trainer.sync.ByteBudgetPeriod;
import org.strideml.trainer.sync.ConstantPeriod;
import org.strideml.trainer.sync.CoordinateMedian;
import org.strideml.trainer.sync.Krum;
import org.strideml.trainer.sync.NearestNeighbourMixing;
import org.strideml.trainer.sync.Participation;
import org.strideml.trainer.sync.PostLocalPeriod;
import org.strideml.trainer.sync.QuadraticPeriod;
import org.strideml.trainer.sync.RandomPeriod;
import org.strideml.trainer.sync.RecordedPeriod;
import org.strideml.trainer.sync.SteppedPeriod;
import org.strideml.trainer.sync.Streaming;
import org.strideml.trainer.sync.SyncPeriod;
import org.strideml.trainer.sync.SyncPolicy;
import org.strideml.trainer.sync.TimeBudgetPeriod;
import org.strideml.trainer.sync.TrimmedMean;
import org.strideml.trainer.sync.WeightedMean;
import org.strideml.trainer.sync.WindowPeriod;

/** Reads what happens when workers meet: when, how they are averaged, the outer step. */
final class SyncReader {
  private enum PeriodType {
    CONSTANT,
    POST_LOCAL,
    QSR,
    STEPPED,
    BYTES,
    SECONDS,
    WINDOW,
    RANDOM,
    RECORDED
  }

  private enum OuterType {
    AVERAGE,
    SGD,
    NESTEROV,
    LOOKAHEAD,
    ADAM,
    YOGI,
    ADAGRAD,
    MUON,
    DELAYED_NESTEROV
  }

  private enum DriftType {
    NONE,
    FEDPROX,
    SCAFFOLD,
    PROXSKIP,
    FEDSPEED,
    DELTA_SGD,
    SAM
  }

  private enum AggregationType {
    MEAN,
    TRIMMED_MEAN,
    MEDIAN,
    KRUM,
    MONNA
  }

  private enum AttackType {
    NONE,
    SIGN_FLIP,
    EMPIRE,
    LITTLE
  }

  private final Settings settings;
  private final int workers;
  private final Participation participation;

  SyncReader(Settings settings) {
    this.settings = settings;
    this.workers = settings.integer("sync.workers", 1);
    double fraction = settings.decimal("sync.participation", 0, 1);
    settings.require(
        fraction > 0, "sync.participation must be above 0, got " + fraction, "sync.participation");
    this.participation = fraction > 0 ? new Participation(fraction) : Participation.ALL;
  }

  /**
   * @param state what becomes of optimizer state
   * @param optimizer whose state it is
   * @param compression what travels
   */
  Sync sync(StateMode state, InnerOptimizer optimizer, Compression compression) {
    settings.oneOf("sync.topology", List.of("driver"));
    Streaming streaming = streaming(state, compression);
    requireWhatAbsenceAllows(compression);
    return new Sync(
        new ModeReader(settings, workers).mode(),
        workers,
        participation,
        policy(streaming),
        attacked(aggregation()),
        outer(),
        drift(),
        streaming,
        state,
        stateRounds(state, optimizer),
        settings.whole("sync.pendingBytes", 0, Long.MAX_VALUE));
  }

  /** Some methods count on everybody in every round. */
  private void requireWhatAbsenceAllows(Compression compression) {
    if (participation.isAll()) {
      return;
    }
    absence(
        "sync.mode",
        settings.text("sync.mode").equals("synchronous"),
        "other modes choose by themselves who trains; sync.gossip.topology = sampled draws");
    absence(
        "sync.drift.type",
        !List.of("proxskip", "fedspeed").contains(settings.text("sync.drift.type")),
        "its corrections add up over all workers");
    absence(
        "sync.attack.type",
        settings.text("sync.attack.type").equals("none"),
        "the faulty ones would be drawn, too");
    absence(
        "sync.fragments.count",
        settings.integer("sync.fragments.count", 0) == 0,
        "workers go on from their own models");
    absence(
        "compression.weights.differences",
        !compression.differences(),
        "who is absent does not hear what differences are to");
    boolean own =
        settings.text("optimizer.type").equals("savic")
            && settings.text("optimizer.state").equals("keep");
    absence("optimizer.state", !own, "savic's own scales count rounds; take average");
  }

  private void absence(String key, boolean holds, String why) {
    settings.require(
        holds,
        "sync.participation below 1 does not go with %s = %s: %s"
            .formatted(key, settings.text(key), why),
        key,
        "sync.participation");
  }

  private TreeMap<String, Integer> stateRounds(StateMode state, InnerOptimizer optimizer) {
    TreeMap<String, Integer> rounds = new TreeMap<>();
    if (state != StateMode.AVERAGE) {
      return rounds;
    }
    settings.require(
        !optimizer.sharedNames().isEmpty(),
        "optimizer.state = average has nothing to average: optimizer.type = %s keeps no moments here"
            .formatted(optimizer.type()),
        "optimizer.state",
        "optimizer.type");
    String aggregation = settings.text("sync.aggregation.type");
    settings.require(
        aggregation.equals("mean"),
        "optimizer.state = average needs sync.aggregation.type = mean, got " + aggregation,
        "optimizer.state",
        "sync.aggregation.type");
    boolean known = true;
    for (Map.Entry<String, Double> entry : settings.numbers("optimizer.stateRounds").entrySet()) {
      double every = entry.getValue();
      known &= optimizer.sharedNames().contains(entry.getKey());
      known &= every >= 1 && every == Math.rint(every) && every <= Integer.MAX_VALUE;
      rounds.put(entry.getKey(), (int) every);
    }
    settings.require(
        known,
        "optimizer.stateRounds must name whole numbers of rounds for some of %s, got %s"
            .formatted(optimizer.sharedNames(), rounds),
        "optimizer.stateRounds");
    return known ? rounds : new TreeMap<>();
  }

  private DriftCorrection drift() {
    DriftType type = settings.choice("sync.drift.type", DriftType.class);
    boolean sgd = settings.text("optimizer.type").equals("sgd");
    settings.require(
        sgd || (type != DriftType.SCAFFOLD && type != DriftType.DELTA_SGD),
        "sync.drift.type = %s is a rule for optimizer.type = sgd".formatted(Settings.nameOf(type)),
        "sync.drift.type",
        "optimizer.type");
    settings.require(
        type != DriftType.PROXSKIP || settings.text("sync.policy.type").equals("random"),
        "sync.drift.type = proxskip needs sync.policy.type = random",
        "sync.drift.type",
        "sync.policy.type");
    boolean ownRate = type == DriftType.DELTA_SGD;
    settings.require(
        !ownRate
            || settings.text("schedule.type").equals("constant")
                && settings.text("schedule.scaling").equals("none")
                && settings.decimal("schedule.warmupEpochs", 0) == 0
                && settings.whole("schedule.warmupSteps", 0, Long.MAX_VALUE) == 0,
        "sync.drift.type = delta-sgd finds its own rates, so it needs schedule.type = constant,"
            + " schedule.scaling = none and no warm-up",
        "sync.drift.type",
        "schedule.type",
        "schedule.scaling",
        "schedule.warmupEpochs",
        "schedule.warmupSteps");
    String model = settings.text("model.type");
    settings.require(
        type == DriftType.NONE || !(model.equals("linear") || model.equals("fm")),
        "sync.drift.type = none is all that sparse models know: a step moves few parameters, a"
            + " correction all of them",
        "sync.drift.type",
        "model.type");
    return switch (type) {
      case NONE -> new NoCorrection();
      case FEDPROX -> new FedProx(settings.decimal("sync.drift.mu", 0));
      case SCAFFOLD -> new Scaffold();
      case PROXSKIP -> new ProxSkip(settings.decimal("sync.policy.probability", 1e-6, 1));
      case FEDSPEED ->
          new FedSpeed(
              settings.decimal("sync.drift.lambda", 0), settings.decimal("sync.drift.rho", 0));
      case SAM -> new Sam(settings.decimal("sync.drift.rho", 0));
      case DELTA_SGD ->
          new DeltaSgd(
              settings.positive("sync.drift.initialRate"),
              settings.decimal("sync.drift.growth", 0),
              settings.positive("sync.drift.damping"));
    };
  }

  private Streaming streaming(StateMode state, Compression compression) {
    int count = settings.integer("sync.fragments.count", 0);
    if (count == 0) {
      return Streaming.NONE;
    }
    int delay = settings.integer("sync.fragments.delay", 0);
    int period = settings.integer("sync.period", 1);
    settings.require(
        settings.text("sync.policy.type").equals("constant") && period % count == 0,
        "sync.fragments.count must divide sync.period, which must be constant, got %d and %d"
            .formatted(count, period),
        "sync.fragments.count",
        "sync.period",
        "sync.policy.type");
    settings.require(
        delay <= period / count,
        "sync.fragments.delay must be at most sync.period / sync.fragments.count, got %d and %d"
            .formatted(delay, period / count),
        "sync.fragments.delay");
    boolean whole =
        state != StateMode.AVERAGE
            && settings.text("sync.drift.type").equals("none")
            && settings.text("sync.mode").equals("synchronous")
            && !compression.workersRemember()
            && !compression.weights().remembers()
            && !compression.differences();
    settings.require(
        whole,
        "sync.fragments.count above 0 goes with sync.mode = synchronous, sync.drift.type = none,"
            + " optimizer.state = keep or reset, and a compression that remembers no message: codecs"
            + " but learned, power-sgd, dgc and demo, no errorFeedback, no differences; set it to 0",
        "sync.fragments.count");
    return new Streaming(count, delay, settings.decimal("sync.fragments.mixing", 0, 1));
  }

  /** A round of fragments lasts until the next fragment's turn. */
  private SyncPolicy policy(Streaming streaming) {
    return streaming.active()
        ? SyncPolicy.every(Math.max(1, settings.integer("sync.period", 1) / streaming.fragments()))
        : new SyncPolicy(period());
  }

  private SyncPeriod period() {
    PeriodType type = settings.choice("sync.policy.type", PeriodType.class);
    long period =
        type == PeriodType.STEPPED || type == PeriodType.RANDOM || type == PeriodType.RECORDED
            ? 1
            : settings.integer("sync.period", 1);
    return switch (type) {
      case CONSTANT -> new ConstantPeriod(period);
      case POST_LOCAL ->
          new PostLocalPeriod(settings.whole("sync.policy.switchStep", 0, Long.MAX_VALUE), period);
      case QSR ->
          new QuadraticPeriod(
              period,
              settings.decimal("sync.policy.alpha", 0),
              settings.decimal("sync.policy.power", 0, 8));
      case STEPPED -> stepped();
      case BYTES ->
          new ByteBudgetPeriod(period, settings.whole("sync.policy.bytes", 1, Long.MAX_VALUE));
      case SECONDS -> new TimeBudgetPeriod(period, settings.positive("sync.policy.seconds"));
      case WINDOW -> window(period);
      case RANDOM ->
          new RandomPeriod(
              settings.decimal("sync.policy.probability", 1e-6, 1),
              settings.whole("run.seed", 0, Long.MAX_VALUE));
      case RECORDED -> recorded();
    };
  }

  private SyncPeriod stepped() {
    TreeMap<Long, Long> table = new TreeMap<>();
    boolean whole = true;
    for (Map.Entry<String, Double> entry : settings.numbers("sync.policy.periods").entrySet()) {
      whole &=
          entry.getKey().matches("\\d{1,18}") && entry.getValue() == Math.rint(entry.getValue());
      whole &= entry.getValue() >= 1;
      if (whole) {
        table.put(Long.parseLong(entry.getKey()), entry.getValue().longValue());
      }
    }
    settings.require(
        whole && table.containsKey(0L),
        "sync.policy.periods must name the local steps from which a period holds, step 0 among them,"
            + " such as { 0 = 1, 1000 = 16 }",
        "sync.policy.periods");
    return whole && table.containsKey(0L) ? new SteppedPeriod(table) : new ConstantPeriod(1);
  }

  private SyncPeriod window(long period) {
    double begin = settings.decimal("sync.policy.begin", 0, 1);
    double end = settings.decimal("sync.policy.end", 0, 1);
    settings.require(
        begin <= end,
        "sync.policy.begin must be at most sync.policy.end, got %s and %s".formatted(begin, end),
        "sync.policy.begin",
        "sync.policy.end");
    return new WindowPeriod(
        period, settings.integer("sync.policy.outside", 0), Math.min(begin, end), end);
  }

  private SyncPeriod recorded() {
    try {
      return new RecordedPeriod(Recording.periods(settings.text("sync.policy.recording")));
    } catch (IllegalArgumentException e) {
      settings.require(false, "sync.policy.recording: " + e.getMessage(), "sync.policy.recording");
      return new ConstantPeriod(1);
    }
  }

  private boolean gossips() {
    return settings.text("sync.mode").equals("gossip");
  }

  private Aggregation aggregation() {
    AggregationType type = settings.choice("sync.aggregation.type", AggregationType.class);
    if (gossips()) {
      // Nobody aggregates all.
      return new WeightedMean();
    }
    settings.require(
        type != AggregationType.MONNA,
        "sync.aggregation.type = monna needs sync.mode = gossip: everybody takes what is nearest to"
            + " a model of its own; with a driver there is sync.aggregation.mixing = true",
        "sync.aggregation.type",
        "sync.mode");
    boolean mixing = settings.flag("sync.aggregation.mixing");
    int faulty =
        mixing || type == AggregationType.TRIMMED_MEAN || type == AggregationType.KRUM
            ? settings.integer("sync.aggregation.faulty", 0)
            : 0;
    int needed = type == AggregationType.KRUM ? 2 * faulty + 3 : 2 * faulty + 1;
    settings.require(
        !settings.text("sync.mode").equals("asynchronous")
            || !mixing && type == AggregationType.MEAN,
        "sync.mode = asynchronous needs sync.aggregation.type = mean without mixing: the last outer"
            + " step of a run has what is left, which may be too few for a rule that withstands"
            + " faulty workers",
        "sync.aggregation.type",
        "sync.aggregation.mixing",
        "sync.mode");
    settings.require(
        participation.count(workers) >= needed,
        "sync.aggregation.type = %s withstands %d faulty workers when there are at least %d in a round, got %d"
            .formatted(Settings.nameOf(type), faulty, needed, participation.count(workers)),
        "sync.aggregation.type",
        "sync.aggregation.faulty",
        "sync.workers");
    Aggregation rule =
        switch (type) {
          case MEAN, MONNA -> new WeightedMean();
          case TRIMMED_MEAN -> new TrimmedMean(faulty);
          case MEDIAN -> new CoordinateMedian();
          case KRUM -> new Krum(faulty);
        };
    return mixing ? new NearestNeighbourMixing(faulty, rule) : rule;
  }

  private Aggregation attacked(Aggregation rule) {
    AttackType type = settings.choice("sync.attack.type", AttackType.class);
    if (type == AttackType.NONE || gossips()) {
      return rule;
    }
    settings.require(
        settings.text("sync.mode").equals("synchronous"),
        "sync.attack.type needs sync.mode = synchronous or gossip: of results that come one by one"
            + " nobody knows which are the last workers'",
        "sync.attack.type",
        "sync.mode");
    int faulty = settings.integer("sync.attack.workers", 1);
    settings.require(
        faulty < workers,
        "sync.attack.workers must be below sync.workers, got %d and %d".formatted(faulty, workers),
        "sync.attack.workers",
        "sync.workers");
    return new Attacked(
        rule, Attack.valueOf(type.name()), faulty, settings.positive("sync.attack.scale"));
  }

  private OuterOptimizer outer() {
    OuterOptimizer outer = plainOuter();
    return settings.flag("sync.outer.averaging")
        ? new StochasticWeightAverage(
            outer, settings.whole("sync.outer.averagingStart", 0, Long.MAX_VALUE))
        : outer;
  }

  private OuterOptimizer plainOuter() {
    OuterType type = settings.choice("sync.outer.type", OuterType.class);
    return switch (type) {
      case AVERAGE -> new Average();
      case SGD -> new OuterSgd(rate(), settings.fraction("sync.outer.momentum"));
      case LOOKAHEAD -> new OuterSgd(rate(), 0);
      case NESTEROV -> new Nesterov(rate(), settings.fraction("sync.outer.momentum"));
      case DELAYED_NESTEROV -> delayedNesterov();
      case MUON ->
          new Muon(
              rate(),
              settings.fraction("sync.outer.momentum"),
              settings.positive("sync.outer.restLr"));
      case ADAM, YOGI, ADAGRAD ->
          new AdaptiveOuter(
              AdaptiveOuter.Rule.valueOf(type.name()),
              rate(),
              settings.fraction("sync.outer.beta1"),
              type == OuterType.ADAGRAD ? 0 : settings.fraction("sync.outer.beta2"),
              settings.positive("sync.outer.epsilon"));
    };
  }

  private OuterOptimizer delayedNesterov() {
    int said = settings.integer("sync.outer.block", 0);
    int block = said == 0 ? workers : said;
    double activation = settings.decimal("sync.outer.activation", 0, 1);
    boolean fits = activation * block <= 1;
    settings.require(
        fits,
        "sync.outer.activation must be at most 1 / sync.outer.block = 1 / %d, got %s"
            .formatted(block, activation),
        "sync.outer.activation",
        "sync.outer.block");
    return new DelayedNesterov(
        rate(), settings.fraction("sync.outer.momentum"), block, fits ? activation : 0);
  }

  private double rate() {
    return settings.positive("sync.outer.lr");
  }
}
