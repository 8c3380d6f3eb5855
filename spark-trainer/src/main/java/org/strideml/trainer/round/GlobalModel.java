package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.strideml.quantization.Message;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.drift.DriftRound;
import org.strideml.trainer.model.ParameterLayout;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.OuterStep;
import org.strideml.trainer.sync.Aggregation;
import org.strideml.trainer.sync.WeightedMean;

/** The driver's fp32 θ and whatever else it carries; moved once per round. */
public final class GlobalModel {
  private static final String OUTER = "outer.";
  private static final String BROADCAST = "broadcast";
  private static final String NOISE = "noise";

  private final OuterOptimizer outer;
  private final ParameterLayout layout;
  private final Exchange exchange;
  private final float[] parameters;
  private final Map<String, float[]> vectors;
  private final List<float[]> outerState;
  private final Aggregation.Fold fold;
  private final float[] scratch;
  private final float[] carried;
  private final TrainerConfig config;
  private final Travel travel;
  private final Map<String, Aggregation.Fold> stateFolds = new LinkedHashMap<>();
  private final NoiseScale noise;
  private final Optional<FragmentedModel> fragments;
  private RoundSpan span;
  private int workers;
  private long examples;
  private double squares;
  private float[] base = {};

  /**
   * @param parameters θ, owned from now on
   * @param vectors as {@link #vectorSizes} says, owned from now on
   */
  public GlobalModel(
      TrainerConfig config, Exchange exchange, float[] parameters, Map<String, float[]> vectors) {
    this.outer = config.sync().outer();
    this.layout = config.model().layout();
    this.exchange = exchange;
    this.parameters = parameters;
    this.vectors = vectors;
    this.outerState =
        outer.stateNames().stream().map(name -> required(vectors, OUTER + name)).toList();
    this.fold = config.sync().aggregation().open(parameters.length);
    this.scratch = new float[parameters.length];
    this.carried = required(vectors, BROADCAST);
    this.config = config;
    this.travel = new Travel(config);
    this.noise = new NoiseScale(required(vectors, NOISE));
    this.fragments =
        config.sync().streaming().active()
            ? Optional.of(new FragmentedModel(config, exchange))
            : Optional.empty();
    for (String name : travel.state()) {
      required(vectors, Travel.STATE + name);
      stateFolds.put(name, new WeightedMean().open(layout.trainableSize()));
    }
  }

  /** A model whose vectors are all zero. */
  public static GlobalModel initial(TrainerConfig config, Exchange exchange, float[] parameters) {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    vectorSizes(config).forEach((name, size) -> vectors.put(name, new float[size]));
    return new GlobalModel(config, exchange, parameters, vectors);
  }

  /** Lengths of the vectors that the driver of a run carries beside θ, by name. */
  public static Map<String, Integer> vectorSizes(TrainerConfig config) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    int size = config.model().layout().size();
    config.sync().outer().stateNames().forEach(name -> sizes.put(OUTER + name, size));
    int trainable = config.model().layout().trainableSize();
    Travel travel = new Travel(config);
    travel.state().forEach(name -> sizes.put(Travel.STATE + name, trainable));
    travel.shared().forEach(name -> sizes.put(Travel.DRIFT + name, trainable));
    sizes.put(NOISE, NoiseScale.size());
    sizes.put(BROADCAST, new Exchange(config, config.model().layout()).carriedSize());
    return sizes;
  }

  private static float[] required(Map<String, float[]> vectors, String name) {
    if (!vectors.containsKey(name)) {
      throw new IllegalArgumentException("no vector " + name + " among " + vectors.keySet());
    }
    return vectors.get(name);
  }

  /**
   * Encodes θ, and what travels with it, for the workers of a round; once for each, before {@link
   * #begin}.
   */
  public Message encode(long round) {
    if (fragments.isPresent()) {
      return fragments.get().encode(parameters, round);
    }
    List<Message> messages = new ArrayList<>();
    messages.add(exchange.encodeWeights(parameters, carried, round));
    for (String name : travel.down(round)) {
      messages.add(exchange.encodeVector(vectors.get(Travel.STATE + name)));
    }
    for (String name : travel.shared()) {
      messages.add(exchange.encodeVector(vectors.get(Travel.DRIFT + name)));
    }
    return Message.join(messages);
  }

  /**
   * Begins a round.
   *
   * @param message what workers start from
   */
  public void begin(RoundSpan next, Message message) {
    span = next;
    workers = 0;
    examples = 0;
    squares = 0;
    if (fragments.isPresent()) {
      fragments.get().begin(next.round());
      return;
    }
    int beside = travel.down(next.round()).size() + travel.shared().size();
    base = exchange.base(exchange.split(message, beside).get(0));
  }

  /** Adds one worker's message; call in worker order. */
  public void add(Message message, long rows) {
    add(message, rows, 1);
  }

  /**
   * Adds one worker's message.
   *
   * @param weight what its pseudo-gradient is multiplied with; 1 leaves it as it is
   */
  public void add(Message message, long rows, double weight) {
    if (fragments.isPresent()) {
      fragments.get().add(message, rows);
      return;
    }
    List<String> states = span == null ? List.of() : travel.up(span.round());
    List<Message> parts = exchange.split(message, states.size());
    exchange.decodeContribution(parts.get(0), base, scratch);
    if (weight != 1) {
      if (exchange.sendsParameters()) {
        throw new IllegalArgumentException("parameters cannot be weighted, only their changes");
      }
      for (int i = 0; i < exchange.trainableSize(); i++) {
        scratch[i] *= (float) weight;
      }
    }
    fold.add(scratch, rows);
    for (int i = 0; i < states.size(); i++) {
      float[] vector = new float[layout.trainableSize()];
      exchange.decodeVector(parts.get(1 + i), vector);
      stateFolds.get(states.get(i)).add(vector, rows);
    }
  }

  /**
   * Takes note of what a worker of the round has measured.
   *
   * @param rows it has processed
   * @param squaredChange ‖Δ_k‖²
   */
  public void note(long rows, double squaredChange) {
    workers++;
    examples += rows;
    squares += squaredChange;
  }

  /**
   * The outer step over what was added since the last one: θ ← mean θ_k, or outer(θ, mean Δ_k).
   * Statistics become their mean whatever the rule.
   */
  public void step() {
    step(1);
  }

  /**
   * The same over some of the workers.
   *
   * @param share of all workers that was added: statistics move by it towards the mean of theirs
   */
  public void step(double share) {
    OuterStep at = new OuterStep(span.round(), layout.slices());
    if (fragments.isPresent()) {
      fragments.get().step(outer, parameters, outerState);
      outer.moved(at, parameters, outerState);
      return;
    }
    int trainable = exchange.trainableSize();
    fold.finish(scratch);
    if (exchange.sendsParameters()) {
      measure(squaredDistance(parameters, scratch, trainable));
      System.arraycopy(scratch, 0, parameters, 0, scratch.length);
    } else {
      measure(squaredDistance(scratch, new float[trainable], trainable));
      foldDrift();
      float[] statistics = Arrays.copyOfRange(scratch, trainable, scratch.length);
      // To the outer optimizer they have not moved.
      Arrays.fill(scratch, trainable, scratch.length, 0);
      outer.step(at, parameters, scratch, outerState);
      for (int i = 0; i < statistics.length; i++) {
        float before = parameters[trainable + i];
        parameters[trainable + i] =
            share == 1 ? statistics[i] : (float) (before + share * (statistics[i] - before));
      }
    }
    for (String name : travel.up(span.round())) {
      stateFolds.get(name).finish(vectors.get(Travel.STATE + name));
    }
    outer.moved(at, parameters, outerState);
  }

  private void foldDrift() {
    Map<String, float[]> shared = new LinkedHashMap<>();
    travel.shared().forEach(name -> shared.put(name, vectors.get(Travel.DRIFT + name)));
    config
        .sync()
        .drift()
        .fold(
            DriftRound.of(span.round(), span.firstStep(), span.steps(), config.schedule()),
            (double) config.sync().perRound() / config.sync().workers(),
            scratch,
            shared);
  }

  /** The noise scale is of plain means. */
  private void measure(double squareOfMean) {
    boolean mean = config.sync().aggregation().keptPerWorker() == 0;
    if (workers > 1 && mean) {
      noise.add(workers, (double) examples / workers, squares / workers, squareOfMean);
    }
  }

  private static double squaredDistance(float[] a, float[] b, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** What has been measured of gradient noise so far. */
  public NoiseScale noise() {
    return noise;
  }

  /** The model that is evaluated and saved after {@code rounds} rounds; not a copy. */
  public float[] model(long rounds) {
    return rounds == 0 ? parameters : outer.model(parameters, outerState);
  }

  /** θ itself, not a copy. */
  public float[] parameters() {
    return parameters;
  }

  /** The other vectors themselves, by name. */
  public Map<String, float[]> vectors() {
    return vectors;
  }
}
