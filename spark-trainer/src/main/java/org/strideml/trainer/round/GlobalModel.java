package org.strideml.trainer.round;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.ParameterLayout;
import org.strideml.trainer.optim.OuterOptimizer;
import org.strideml.trainer.optim.OuterStep;
import org.strideml.trainer.sync.Aggregation;

/** The driver's fp32 θ and whatever else it carries; moved once per round. */
public final class GlobalModel {
  private static final String OUTER = "outer.";
  private static final String BROADCAST = "broadcast";

  private final OuterOptimizer outer;
  private final ParameterLayout layout;
  private final Exchange exchange;
  private final float[] parameters;
  private final Map<String, float[]> vectors;
  private final List<float[]> outerState;
  private final Aggregation.Fold fold;
  private final float[] scratch;
  private final float[] carried;
  private RoundSpan span;
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
    sizes.put(BROADCAST, new Exchange(config, config.model().layout()).carriedSize());
    return sizes;
  }

  private static float[] required(Map<String, float[]> vectors, String name) {
    if (!vectors.containsKey(name)) {
      throw new IllegalArgumentException("no vector " + name + " among " + vectors.keySet());
    }
    return vectors.get(name);
  }

  /** Encodes θ for the workers of a round; once for each, before {@link #begin}. */
  public byte[] encode(long round) {
    return exchange.encodeWeights(parameters, carried, round);
  }

  /**
   * Begins a round.
   *
   * @param message what workers start from
   */
  public void begin(RoundSpan next, byte[] message) {
    span = next;
    base = exchange.base(message, carried);
  }

  /** Adds one worker's message; call in worker order. */
  public void add(byte[] message, long rows) {
    add(message, rows, 1);
  }

  /**
   * Adds one worker's message.
   *
   * @param weight what its pseudo-gradient is multiplied with; 1 leaves it as it is
   */
  public void add(byte[] message, long rows, double weight) {
    exchange.decodeContribution(message, base, scratch);
    if (weight != 1) {
      if (exchange.sendsParameters()) {
        throw new IllegalArgumentException("parameters cannot be weighted, only their changes");
      }
      for (int i = 0; i < exchange.trainableSize(); i++) {
        scratch[i] *= (float) weight;
      }
    }
    fold.add(scratch, rows);
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
    if (exchange.sendsParameters()) {
      fold.finish(parameters);
    } else {
      fold.finish(scratch);
      int trainable = exchange.trainableSize();
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
    outer.moved(at, parameters, outerState);
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
