package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.strideml.trainer.optim.OuterOptimizer;

/** The driver's fp32 θ and its outer optimizer's vectors; moved once per round. */
public final class GlobalModel {
  private final OuterOptimizer outer;
  private final Exchange exchange;
  private final float[] parameters;
  private final List<float[]> state;
  private final WeightedMean mean;
  private final float[] scratch;
  private float[] base = {};

  /**
   * @param parameters θ, owned from now on
   * @param state the outer optimizer's vectors, owned from now on; empty list for all zero
   */
  public GlobalModel(
      OuterOptimizer outer, Exchange exchange, float[] parameters, List<float[]> state) {
    this.outer = outer;
    this.exchange = exchange;
    this.parameters = parameters;
    this.state = new ArrayList<>(state);
    while (this.state.size() < outer.stateNames().size()) {
      this.state.add(new float[parameters.length]);
    }
    this.mean = new WeightedMean(parameters.length);
    this.scratch = new float[parameters.length];
  }

  /**
   * Begins a round.
   *
   * @param message what workers start from
   */
  public void begin(byte[] message) {
    base = exchange.base(message);
  }

  /** Adds one worker's message; call in worker order. */
  public void add(byte[] message, long rows) {
    exchange.decodeContribution(message, base, scratch);
    mean.add(scratch, rows);
  }

  /**
   * The outer step over what was added since the last one: θ ← mean θ_k, or outer(θ, mean Δ_k).
   * Statistics become their mean whatever the rule.
   */
  public void step() {
    if (exchange.sendsParameters()) {
      mean.mean(parameters);
    } else {
      mean.mean(scratch);
      int trainable = exchange.trainableSize();
      float[] statistics = Arrays.copyOfRange(scratch, trainable, scratch.length);
      // To the outer optimizer they have not moved.
      Arrays.fill(scratch, trainable, scratch.length, 0);
      outer.step(parameters, scratch, state);
      System.arraycopy(statistics, 0, parameters, trainable, statistics.length);
    }
    mean.clear();
  }

  /** θ itself, not a copy. */
  public float[] parameters() {
    return parameters;
  }

  /** The outer optimizer's vectors themselves. */
  public List<float[]> state() {
    return state;
  }
}
