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
    CommandList queue = backend.queue(ArenaKernel.SOFTMAX_CROSS_ENTROPY);
    queue
        .number(logits.rows())
        .number(logits.columns())
        .number(OpenClBackend.at(logits))
        .number(((OpenClIndices) targets).baseForQueuedCommand())
        .number(OpenClBackend.at(dLogits))
        .number(backend.partials())
        .number(OpenClBackend.at(weights))
        .fraction(perRow);
    sum(loss, perRow);
  }

  @Override
  public void sigmoidCrossEntropy(
      Tensor logits, Tensor targets, Tensor weights, Tensor dLogits, Tensor loss) {
    eachElement(ArenaKernel.SIGMOID_CROSS_ENTROPY, logits, targets, weights, dLogits, loss);
  }

  @Override
  public void squaredError(
      Tensor predictions, Tensor targets, Tensor weights, Tensor dPredictions, Tensor loss) {
    eachElement(ArenaKernel.SQUARED_ERROR, predictions, targets, weights, dPredictions, loss);
  }

  private void eachElement(
      int mode, Tensor scores, Tensor targets, Tensor weights, Tensor gradient, Tensor loss) {
    double perElement = 1.0 / scores.size();
    backend
        .queue(mode)
        .number(scores.size())
        .number(scores.columns())
        .number(OpenClBackend.at(scores))
        .number(OpenClBackend.at(targets))
        .number(OpenClBackend.at(gradient))
        .number(backend.partials())
        .number(OpenClBackend.at(weights))
        .fraction(perElement);
    sum(loss, perElement);
  }

  private void sum(Tensor loss, double factor) {
    backend
        .queue(ArenaKernel.SUM_PARTIALS)
        .number(backend.partials())
        .number(OpenClBackend.at(loss))
        .fraction(factor);
  }
}
