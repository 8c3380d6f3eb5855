package org.strideml.kernels.reference;

import org.strideml.kernels.Indices;
import org.strideml.kernels.LossOperations;
import org.strideml.kernels.Tensor;

/** Losses by plain loops. */
final class LossLoops implements LossOperations {
  @Override
  public void softmaxCrossEntropy(
      Tensor logitsTensor, Indices targets, Tensor weights, Tensor dLogits, Tensor loss) {
    View logits = View.of(logitsTensor);
    int rows = logitsTensor.rows();
    int classes = logitsTensor.columns();
    double total = 0;
    for (int row = 0; row < rows; row++) {
      double maximum = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        maximum = Math.max(maximum, logits.at(row, k));
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum += Math.exp(logits.at(row, k) - maximum);
      }
      int target = ((ReferenceIndices) targets).at(row);
      double weight = weight(weights, row);
      total += weight * (Math.log(sum) + maximum - logits.at(row, target));
      if (dLogits != null) {
        View gradient = View.of(dLogits);
        for (int k = 0; k < classes; k++) {
          double probability = Math.exp(logits.at(row, k) - maximum) / sum;
          gradient.set(row, k, weight * (probability - (k == target ? 1 : 0)) / rows);
        }
      }
    }
    View.of(loss).set(0, total / rows);
  }

  @Override
  public void sigmoidCrossEntropy(
      Tensor logits, Tensor targets, Tensor weights, Tensor dLogits, Tensor loss) {
    eachElement(
        new Elementwise() {
          @Override
          public double loss(double z, double t) {
            return Math.max(z, 0) - z * t + Math.log1p(Math.exp(-Math.abs(z)));
          }

          @Override
          public double slope(double z, double t) {
            return 1 / (1 + Math.exp(-z)) - t;
          }
        },
        logits,
        targets,
        weights,
        dLogits,
        loss);
  }

  @Override
  public void squaredError(
      Tensor predictions, Tensor targets, Tensor weights, Tensor dPredictions, Tensor loss) {
    eachElement(
        new Elementwise() {
          @Override
          public double loss(double y, double t) {
            return (y - t) * (y - t);
          }

          @Override
          public double slope(double y, double t) {
            return 2 * (y - t);
          }
        },
        predictions,
        targets,
        weights,
        dPredictions,
        loss);
  }

  /** The loss of one element and its derivative. */
  private interface Elementwise {
    double loss(double score, double target);

    double slope(double score, double target);
  }

  private static void eachElement(
      Elementwise rule,
      Tensor scores,
      Tensor targets,
      Tensor weights,
      Tensor gradient,
      Tensor loss) {
    int columns = scores.columns();
    double total = 0;
    for (int i = 0; i < scores.size(); i++) {
      double score = View.of(scores).at(i);
      double target = View.of(targets).at(i);
      double weight = weight(weights, i / columns);
      total += weight * rule.loss(score, target);
      if (gradient != null) {
        View.of(gradient).set(i, weight * rule.slope(score, target) / scores.size());
      }
    }
    View.of(loss).set(0, total / scores.size());
  }

  private static double weight(Tensor weights, int row) {
    return weights == null ? 1 : View.of(weights).at(row);
  }
}
