package org.strideml.kernels.cpu;

import org.strideml.kernels.Tensor;

/** Softmax cross-entropy, each row read twice. */
final class CpuLoss {
  private final Rows rows;
  private final Row logit = new Row();
  private final Row gradient = new Row();
  private final Row loss = new Row();

  CpuLoss(Rows rows) {
    this.rows = rows;
  }

  /** {@code dLogits} takes the exponentials, even when its values are not wanted. */
  void softmaxCrossEntropy(
      Tensor logits, CpuIndices targets, Tensor dLogits, boolean wanted, Tensor lossTensor) {
    int n = logits.rows();
    int classes = logits.columns();
    logit.of(logits);
    gradient.of(dLogits);
    double total = 0;
    for (int row = 0; row < n; row++) {
      logit.at(row);
      gradient.at(wanted ? row : 0);
      float maximum = rows.maximum(logit, classes);
      float ofTarget = logit.get(targets.at(row));
      float sum = rows.exponentials(logit, maximum, gradient, classes);
      // The same on every processor, which Math.log is not.
      total += StrictMath.log(sum) + ((double) maximum - ofTarget);
      if (wanted) {
        rows.scale(1 / (sum * n), gradient, classes);
        int target = targets.at(row);
        gradient.set(target, gradient.get(target) - 1f / n);
      }
    }
    loss.of(lossTensor).set(0, (float) (total / n));
  }
}
