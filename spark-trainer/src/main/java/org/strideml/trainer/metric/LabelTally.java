package org.strideml.trainer.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.strideml.trainer.model.Batch;

/**
 * Several questions per row, each answered yes at probability ½: {@code accuracy} over all answers,
 * {@code exact}, the share of rows with every answer right, and {@code f1} over all answers taken
 * together (micro).
 */
final class LabelTally implements Tally {
  private static final int HITS = 0;
  private static final int FALSE_ALARMS = 1;
  private static final int MISSES = 2;
  private static final int RIGHT = 3;
  private static final int EXACT = 4;
  private static final int WEIGHT = 5;

  private final int labels;
  private final double[] sums = new double[WEIGHT + 1];

  LabelTally(int labels) {
    this.labels = labels;
  }

  @Override
  public void add(float[] scores, Batch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      double weight = batch.weights()[row];
      boolean exact = true;
      for (int i = row * labels; i < (row + 1) * labels; i++) {
        boolean truth = batch.values()[i] > 0.5f;
        boolean answer = scores[i] > 0;
        sums[HITS] += truth && answer ? weight : 0;
        sums[FALSE_ALARMS] += !truth && answer ? weight : 0;
        sums[MISSES] += truth && !answer ? weight : 0;
        sums[RIGHT] += truth == answer ? weight : 0;
        exact &= truth == answer;
      }
      sums[EXACT] += exact ? weight : 0;
      sums[WEIGHT] += weight;
    }
  }

  @Override
  public double[] sums() {
    return sums.clone();
  }

  @Override
  public void add(double[] other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other[i];
    }
  }

  @Override
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", Tally.share(sums[RIGHT], sums[WEIGHT] * labels));
    figures.put("exact", Tally.share(sums[EXACT], sums[WEIGHT]));
    figures.put(
        "f1", Tally.share(2 * sums[HITS], 2 * sums[HITS] + sums[FALSE_ALARMS] + sums[MISSES]));
    return figures;
  }
}
