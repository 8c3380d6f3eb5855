package org.strideml.kernels;

/** Validates for every backend's losses. */
final class CheckedLosses implements LossOperations {
  private final CheckedBackend backend;
  private final LossOperations losses;

  CheckedLosses(CheckedBackend backend, LossOperations losses) {
    this.backend = backend;
    this.losses = losses;
  }

  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Indices targets, Tensor weights, Tensor dLogits, Tensor loss) {
    String op = "softmaxCrossEntropy";
    backend.begin(op, Operation.LOSS);
    check(op, logits, weights, dLogits, loss);
    backend.reads(op, "targets", targets);
    Requirements.indices(op, "targets", targets, logits.rows(), logits.columns());
    touch(dLogits, loss);
    losses.softmaxCrossEntropy(logits, targets, weights, dLogits, loss);
  }

  @Override
  public void sigmoidCrossEntropy(
      Tensor logits, Tensor targets, Tensor weights, Tensor dLogits, Tensor loss) {
    String op = "sigmoidCrossEntropy";
    backend.begin(op, Operation.LOSS);
    check(op, logits, weights, dLogits, loss);
    targets(op, logits, targets, dLogits, loss);
    touch(dLogits, loss);
    losses.sigmoidCrossEntropy(logits, targets, weights, dLogits, loss);
  }

  @Override
  public void squaredError(
      Tensor predictions, Tensor targets, Tensor weights, Tensor dPredictions, Tensor loss) {
    String op = "squaredError";
    backend.begin(op, Operation.LOSS);
    check(op, predictions, weights, dPredictions, loss);
    targets(op, predictions, targets, dPredictions, loss);
    touch(dPredictions, loss);
    losses.squaredError(predictions, targets, weights, dPredictions, loss);
  }

  private void check(String op, Tensor scores, Tensor weights, Tensor gradient, Tensor loss) {
    backend.reads(op, "scores", scores);
    backend.writes(op, "loss", loss);
    Requirements.that(scores.size() > 0, op, "scores must be [n >= 1, columns >= 1]", scores);
    Requirements.size(op, "loss", loss, 1);
    Requirements.apart(op, "loss", loss, "scores", scores);
    if (weights != null) {
      backend.reads(op, "weights", weights);
      Requirements.size(op, "weights", weights, scores.rows());
      Requirements.apart(op, "loss", loss, "weights", weights);
    }
    if (gradient != null) {
      backend.writes(op, "gradient", gradient);
      Requirements.matrix(op, "gradient", gradient, scores.rows(), scores.columns(), scores);
      Requirements.apart(op, "gradient", gradient, "loss", loss);
      Requirements.apart(op, "gradient", gradient, "weights", weights);
      boolean same = gradient.arena() == scores.arena() && gradient.offset() == scores.offset();
      if (!same) {
        Requirements.apart(op, "gradient", gradient, "scores (unless it is the same)", scores);
      }
    }
  }

  private void targets(String op, Tensor scores, Tensor targets, Tensor gradient, Tensor loss) {
    backend.reads(op, "targets", targets);
    Requirements.matrix(op, "targets", targets, scores.rows(), scores.columns(), scores);
    Requirements.apart(op, "loss", loss, "targets", targets);
    if (gradient != null) {
      Requirements.apart(op, "gradient", gradient, "targets", targets);
    }
  }

  private static void touch(Tensor gradient, Tensor loss) {
    CheckedBackend.touch(gradient);
    CheckedBackend.touch(loss);
  }
}
