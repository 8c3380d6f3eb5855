package org.strideml.kernels;

/**
 * Losses and their gradients: how far scores of n rows are from what is to be predicted.
 *
 * <p>Every loss is a mean over all n rows, each multiplied by its weight; weights are expected to
 * be 1 on average over a data set, so the mean is not divided by their sum. Without weights these
 * are the mean losses of PyTorch. A gradient is that of the mean; it may take the place of the
 * scores it is computed from.
 */
public interface LossOperations {
  /**
   * Softmax and cross-entropy: loss ← 1/n Σ wᵢ·(−log softmax(logitsᵢ)[targetᵢ]).
   *
   * @param logits n × V
   * @param targets the first n are class numbers in [0, V)
   * @param weights n, or {@code null} when all are 1
   * @param dLogits n × V, may be {@code logits} itself; {@code null} for none
   * @param loss one element
   */
  void softmaxCrossEntropy(
      Tensor logits, Indices targets, Tensor weights, Tensor dLogits, Tensor loss);

  /**
   * Sigmoid and binary cross-entropy, each of the L columns a question of its own: loss ← 1/(n·L) Σ
   * wᵢ Σ max(z, 0) − z·t + log(1 + e^−|z|).
   *
   * @param logits z, n × L
   * @param targets t, n × L, from 0 (no) to 1 (yes)
   * @param weights n, or {@code null} when all are 1
   * @param dLogits n × L, may be {@code logits} itself; {@code null} for none
   * @param loss one element
   */
  void sigmoidCrossEntropy(
      Tensor logits, Tensor targets, Tensor weights, Tensor dLogits, Tensor loss);

  /**
   * Squared error: loss ← 1/(n·L) Σ wᵢ Σ (y − t)².
   *
   * @param predictions y, n × L
   * @param targets t, n × L
   * @param weights n, or {@code null} when all are 1
   * @param dPredictions n × L, may be {@code predictions} itself; {@code null} for none
   * @param loss one element
   */
  void squaredError(
      Tensor predictions, Tensor targets, Tensor weights, Tensor dPredictions, Tensor loss);
}
