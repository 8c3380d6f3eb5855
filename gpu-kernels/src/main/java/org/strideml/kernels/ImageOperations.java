package org.strideml.kernels;

/**
 * Operations on batches of images: tensors n × channels × height × width (NCHW), numbers as in
 * PyTorch.
 *
 * <p>An activation is the identity or ReLU, so backward passes take it from the output y: where y
 * is 0, nothing flows. They mask {@code dy} in place; afterwards it is the gradient before the
 * activation, which is also that of a residual.
 */
public interface ImageOperations {
  /**
   * y ← f(x ∗ W + b).
   *
   * @param x n × in × height × width
   * @param y n × out × {@link Convolution#outputExtent outputs} along both axes
   */
  void convolutionForward(Convolution layer, Tensor x, Tensor y);

  /**
   * Gradients of {@link #convolutionForward}.
   *
   * @param y what the forward pass wrote; {@code null} when f is the identity
   * @param dy of y's shape; masked by the activation afterwards
   * @param dx of x's shape, or {@code null} when nobody needs it
   * @param dBias {@code null} exactly when the layer's bias is
   */
  void convolutionBackward(
      Convolution layer, Tensor x, Tensor y, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias);

  /** y ← the largest element of each window; NaN when one is NaN. */
  void maxPoolForward(Pooling pooling, Tensor x, Tensor y);

  /** dx ← dy where the window's first largest element is, summed over windows; else 0. */
  void maxPoolBackward(Pooling pooling, Tensor x, Tensor dy, Tensor dx);

  /** y ← the mean of each window. */
  void averagePoolForward(Pooling pooling, Tensor x, Tensor y);

  /** dx ← dy / window size, summed over windows. */
  void averagePoolBackward(Pooling pooling, Tensor dy, Tensor dx);

  /**
   * y ← f((x − mean)·rstd·gamma + beta [+ residual]), rstd = 1/√(variance + epsilon), biased
   * variance, per image and group.
   *
   * @param residual of x's shape, or {@code null}
   * @param statistics n·groups × 2, receives mean and rstd
   */
  void groupNormForward(GroupNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics);

  /**
   * Gradients of {@link #groupNormForward}.
   *
   * @param y what the forward pass wrote; {@code null} when f is the identity
   * @param dy masked by the activation afterwards, which makes it the residual's gradient
   */
  void groupNormBackward(
      GroupNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta);

  /**
   * As {@link #groupNormForward}, per channel of the whole batch, which must have more than one
   * element there. Running statistics r ← (1 − momentum)·r + momentum·s, with s the batch's mean
   * and unbiased variance.
   *
   * @param statistics channels × 2, receives mean and rstd
   */
  void batchNormForward(BatchNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics);

  /** The same with running statistics, which do not move. */
  void batchNormEvaluate(BatchNorm layer, Tensor x, Tensor residual, Tensor y);

  /** Gradients of {@link #batchNormForward}; parameters as in {@link #groupNormBackward}. */
  void batchNormBackward(
      BatchNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta);
}
