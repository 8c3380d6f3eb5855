package org.strideml.trainer.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.strideml.trainer.model.Batch;

/**
 * Numbers: {@code rmse}, root of the mean squared error; {@code mae}, mean absolute error; {@code
 * r2}, 1 − Σ(y − t)² / Σ(t − mean t)². Over several outputs {@code rmse} and {@code mae} go over
 * all of them and {@code r2} is their mean.
 */
final class ErrorTally implements Tally {
  private static final int ABSOLUTE = 0;
  private static final int SQUARED = 1;
  private static final int TARGET = 2;
  private static final int TARGET_SQUARED = 3;
  private static final int PER_OUTPUT = 4;

  private final int outputs;
  private final double[] units;

  /** Per output, then the weight. */
  private final double[] sums;

  /**
   * @param units what 1 of each output stands for; empty for 1 each
   */
  ErrorTally(int outputs, double[] units) {
    this.outputs = outputs;
    this.units = units;
    this.sums = new double[outputs * PER_OUTPUT + 1];
  }

  @Override
  public void add(float[] scores, Batch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      double weight = batch.weights()[row];
      for (int output = 0; output < outputs; output++) {
        double unit = units.length == 0 ? 1 : units[output];
        double target = unit * batch.values()[row * outputs + output];
        double error = unit * scores[row * outputs + output] - target;
        int at = output * PER_OUTPUT;
        sums[at + ABSOLUTE] += weight * Math.abs(error);
        sums[at + SQUARED] += weight * error * error;
        sums[at + TARGET] += weight * target;
        sums[at + TARGET_SQUARED] += weight * target * target;
      }
      sums[sums.length - 1] += weight;
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
    double weight = sums[sums.length - 1];
    double absolute = 0;
    double squared = 0;
    double explained = 0;
    for (int output = 0; output < outputs; output++) {
      int at = output * PER_OUTPUT;
      absolute += sums[at + ABSOLUTE];
      squared += sums[at + SQUARED];
      double mean = Tally.share(sums[at + TARGET], weight);
      double spread = sums[at + TARGET_SQUARED] - weight * mean * mean;
      explained += 1 - Tally.share(sums[at + SQUARED], spread);
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rmse", Math.sqrt(Tally.share(squared, weight * outputs)));
    figures.put("mae", Tally.share(absolute, weight * outputs));
    figures.put("r2", explained / outputs);
    return figures;
  }
}
