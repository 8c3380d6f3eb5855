package org.strideml.kernels.opencl;

import org.strideml.kernels.Indices;
import org.strideml.kernels.LossOperations;
import org.strideml.kernels.Tensor;

/** Losses: one command for partial sums and gradients, one to add the sums up. */
final class LossCommands implements LossOperations {
  private final OpenClBackend backend;

  LossCommands(OpenClBackend backend) {
    this.backend = backend;
  }

  @Override
  public void softmaxCrossEntropy(
      Tensor logits, Indices targets, Tensor weights, Tensor dLogits, Tensor loss) {
    double perRow = 1.0 / logits.rows();
    CommandList queue = backend.queue(Mode.SOFTMAX_CROSS_ENTROPY);
    queue
        .number(logits.rows())
        .number(logits.columns())
        .tensor(logits)
        .number(((OpenClIndices) targets).baseForQueuedCommand())
        .tensor(dLogits)
        .number(backend.partials())
        .tensor(weights)
        .fraction(perRow);
    sum(loss, perRow);
  }

  @Override
  public void sigmoidCrossEntropy(
      Tensor logits, Tensor targets, Tensor weights, Tensor dLogits, Tensor loss) {
    eachElement(Mode.SIGMOID_CROSS_ENTROPY, logits, targets, weights, dLogits, loss);
  }

  @Override
  public void squaredError(
      Tensor predictions, Tensor targets, Tensor weights, Tensor dPredictions, Tensor loss) {
    eachElement(Mode.SQUARED_ERROR, predictions, targets, weights, dPredictions, loss);
  }

  private void eachElement(
      int mode, Tensor scores, Tensor targets, Tensor weights, Tensor gradient, Tensor loss) {
    double perElement = 1.0 / scores.size();
    backend
        .queue(mode)
        .number(scores.size())
        .number(scores.columns())
        .tensor(scores)
        .tensor(targets)
        .tensor(gradient)
        .number(backend.partials())
        .tensor(weights)
        .fraction(perElement);
    sum(loss, perElement);
  }

  private void sum(Tensor loss, double factor) {
    backend.queue(Mode.SUM_PARTIALS).number(backend.partials()).tensor(loss).fraction(factor);
  }
}
