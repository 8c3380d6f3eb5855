package org.strideml.kernels.cpu;

import java.util.function.IntFunction;
import org.strideml.kernels.Indices;
import org.strideml.kernels.LossOperations;
import org.strideml.kernels.Tensor;

/**
 * Softmax cross-entropy by vector loops, each row read twice; the other losses, which see a column
 * or a few, one element after the other.
 */
final class CpuLosses implements LossOperations {
  private final Rows rows;
  private final IntFunction<Tensor> scratch;
  private final Row score = new Row();
  private final Row target = new Row();
  private final Row weight = new Row();
  private final Row gradient = new Row();
  private final Row result = new Row();

  /**
   * @param scratch memory of a given size whose contents nobody needs
   */
  CpuLosses(Rows rows, IntFunction<Tensor> scratch) {
    this.rows = rows;
    this.scratch = scratch;
  }

  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Indices targets, Tensor weights, Tensor dLogits, Tensor loss) {
    int n = logits.rows();
    int classes = logits.columns();
    boolean wanted = dLogits != null;
    score.of(logits);
    gradient.of(wanted ? dLogits : scratch.apply(classes));
    weigh(weights);
    double total = 0;
    for (int row = 0; row < n; row++) {
      score.at(row);
      gradient.at(wanted ? row : 0);
      int target = ((CpuIndices) targets).at(row);
      float w = weights == null ? 1 : weight.get(row);
      float maximum = rows.maximum(score, classes);
      float ofTarget = score.get(target);
      float sum = rows.exponentials(score, maximum, gradient, classes);
      // The same on every processor, which Math.log is not.
      total += w * (StrictMath.log(sum) + ((double) maximum - ofTarget));
      if (wanted) {
        rows.scale(w / (sum * n), gradient, classes);
        gradient.set(target, gradient.get(target) - w / n);
      }
    }
    result.of(loss).set(0, (float) (total / n));
  }

  @Override
  public void sigmoidCrossEntropy(
      Tensor logits, Tensor targets, Tensor weights, Tensor dLogits, Tensor loss) {
    aim(logits, targets, weights, dLogits);
    int columns = logits.columns();
    float perElement = 1f / logits.size();
    double total = 0;
    for (int i = 0; i < logits.size(); i++) {
      float z = score.get(i);
      float t = target.get(i);
      float w = weights == null ? 1 : weight.get(i / columns);
      float e = ScalarMath.exp(-Math.abs(z));
      total += w * ((double) Math.max(z, 0) - (double) z * t + StrictMath.log1p(e));
      if (dLogits != null) {
        // 1 / (1 + e^−z) without an overflow on either side.
        float sigmoid = (z < 0 ? e : 1) / (1 + e);
        gradient.set(i, w * perElement * (sigmoid - t));
      }
    }
    result.of(loss).set(0, (float) (total / logits.size()));
  }

  @Override
  public void squaredError(
      Tensor predictions, Tensor targets, Tensor weights, Tensor dPredictions, Tensor loss) {
    aim(predictions, targets, weights, dPredictions);
    int columns = predictions.columns();
    float perElement = 2f / predictions.size();
    double total = 0;
    for (int i = 0; i < predictions.size(); i++) {
      double error = (double) score.get(i) - target.get(i);
      float w = weights == null ? 1 : weight.get(i / columns);
      total += w * error * error;
      if (dPredictions != null) {
        gradient.set(i, w * perElement * (float) error);
      }
    }
    result.of(loss).set(0, (float) (total / predictions.size()));
  }

  private void aim(Tensor scores, Tensor targets, Tensor weights, Tensor gradients) {
    score.of(scores);
    target.of(targets);
    weigh(weights);
    if (gradients != null) {
      gradient.of(gradients);
    }
  }

  private void weigh(Tensor weights) {
    if (weights != null) {
      weight.of(weights);
    }
  }
}
