package org.strideml.kernels.reference;

import org.strideml.kernels.Tensor;

/** Softmax cross-entropy. */
final class LossLoops {
  private LossLoops() {}

  static void softmaxCrossEntropy(
      Tensor logitsTensor, ReferenceIndices targets, Tensor dLogits, Tensor loss) {
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
      int target = targets.at(row);
      total += Math.log(sum) + maximum - logits.at(row, target);
      if (dLogits != null) {
        View gradient = View.of(dLogits);
        for (int k = 0; k < classes; k++) {
          double probability = Math.exp(logits.at(row, k) - maximum) / sum;
          gradient.set(row, k, (probability - (k == target ? 1 : 0)) / rows);
        }
      }
    }
    View.of(loss).set(0, total / rows);
  }
}
