package org.strideml.trainer.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * Another outer optimizer, beside which the mean of θ over rounds is kept (SWA, Izmailov et al.,
 * 2018): after each round from {@code start} on, a ← a + (θ − a)/(n + 1) with n the rounds averaged
 * before. Training goes on from θ; a is what is evaluated and saved. Statistics of batch
 * normalization are averaged like the rest, not estimated anew.
 *
 * @param start first round, counted from 0, that is averaged; before it a is θ
 */
public record StochasticWeightAverage(OuterOptimizer optimizer, long start)
    implements OuterOptimizer {
  public StochasticWeightAverage {
    if (start < 0) {
      throw new IllegalArgumentException("start must be at least 0, got " + start);
    }
  }

  @Override
  public String type() {
    return optimizer.type();
  }

  @Override
  public List<String> stateNames() {
    List<String> names = new ArrayList<>(optimizer.stateNames());
    names.add("average");
    return names;
  }

  @Override
  public boolean isAverage() {
    return optimizer.isAverage();
  }

  @Override
  public void step(OuterStep at, float[] parameters, float[] pseudoGradient, List<float[]> state) {
    optimizer.step(at, parameters, pseudoGradient, state.subList(0, state.size() - 1));
  }

  @Override
  public void moved(OuterStep at, float[] parameters, List<float[]> state) {
    float[] average = average(state);
    long before = Math.max(0, at.count() - start);
    if (before == 0) {
      System.arraycopy(parameters, 0, average, 0, average.length);
      return;
    }
    for (int i = 0; i < parameters.length; i++) {
      average[i] += (float) (((double) parameters[i] - average[i]) / (before + 1));
    }
  }

  @Override
  public float[] model(float[] parameters, List<float[]> state) {
    return average(state);
  }

  private static float[] average(List<float[]> state) {
    return state.get(state.size() - 1);
  }
}
