package org.strideml.kernels.opencl;

import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.ImageOperations;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** Image operations, each by the class for its theme. */
final class ImageCommands implements ImageOperations {
  private final ConvolutionCommands convolutions;
  private final PoolingCommands pooling;
  private final ImageNormCommands norms;

  ImageCommands(OpenClBackend backend) {
    convolutions = new ConvolutionCommands(backend);
    pooling = new PoolingCommands(backend);
    norms = new ImageNormCommands(backend);
  }

  @Override
  public void convolutionForward(Convolution layer, Tensor x, Tensor y) {
    convolutions.forward(layer, x, y);
  }

  @Override
  public void convolutionBackward(
      Convolution layer, Tensor x, Tensor y, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
    convolutions.outputGradient(layer, y, dy, dBias);
    convolutions.weightGradient(layer, x, dy, dWeight);
    if (dx != null) {
      convolutions.inputGradient(layer, dy, dx);
    }
  }

  @Override
  public void maxPoolForward(Pooling windows, Tensor x, Tensor y) {
    pooling.forward(Mode.MAX_POOL, windows, x, y);
  }

  @Override
  public void maxPoolBackward(Pooling windows, Tensor x, Tensor dy, Tensor dx) {
    pooling.backward(Mode.MAX_POOL_BACKWARD, windows, x, dy, dx);
  }

  @Override
  public void averagePoolForward(Pooling windows, Tensor x, Tensor y) {
    pooling.forward(Mode.AVERAGE_POOL, windows, x, y);
  }

  @Override
  public void averagePoolBackward(Pooling windows, Tensor dy, Tensor dx) {
    pooling.backward(Mode.AVERAGE_POOL_BACKWARD, windows, null, dy, dx);
  }

  @Override
  public void groupNormForward(
      GroupNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    norms.forward(layer, x, residual, y, statistics);
  }

  @Override
  public void groupNormBackward(
      GroupNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    norms.backward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void batchNormForward(
      BatchNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    norms.forward(layer, x, residual, y, statistics);
  }

  @Override
  public void batchNormEvaluate(BatchNorm layer, Tensor x, Tensor residual, Tensor y) {
    norms.evaluate(layer, x, residual, y);
  }

  @Override
  public void batchNormBackward(
      BatchNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    norms.backward(layer, x, y, statistics, dy, dx, dGamma, dBeta);
  }
}
