package org.strideml.kernels.reference;

import org.strideml.kernels.Activation;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.ImageOperations;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** Image operations by plain loops. */
final class ImageLoops implements ImageOperations {
  @Override
  public void convolutionForward(Convolution layer, Tensor x, Tensor y) {
    new ConvolutionLoops(layer).forward(Images.of(x), Images.of(y));
  }

  @Override
  public void convolutionBackward(
      Convolution layer, Tensor x, Tensor y, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
    mask(layer.activation(), y, dy);
    ConvolutionLoops loops = new ConvolutionLoops(layer);
    loops.weightGradient(Images.of(x), Images.of(dy), Images.of(dWeight));
    if (dBias != null) {
      loops.biasGradient(Images.of(dy), View.of(dBias));
    }
    if (dx != null) {
      loops.inputGradient(Images.of(dy), Images.of(dx));
    }
  }

  @Override
  public void maxPoolForward(Pooling pooling, Tensor x, Tensor y) {
    PoolingLoops.max(pooling, Images.of(x), Images.of(y));
  }

  @Override
  public void maxPoolBackward(Pooling pooling, Tensor x, Tensor dy, Tensor dx) {
    PoolingLoops.maxGradient(pooling, Images.of(x), Images.of(dy), Images.of(dx));
  }

  @Override
  public void averagePoolForward(Pooling pooling, Tensor x, Tensor y) {
    PoolingLoops.average(pooling, Images.of(x), Images.of(y));
  }

  @Override
  public void averagePoolBackward(Pooling pooling, Tensor dy, Tensor dx) {
    PoolingLoops.averageGradient(pooling, Images.of(dy), Images.of(dx));
  }

  @Override
  public void groupNormForward(
      GroupNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    new NormLoops(layer, x).forward(residual, y, statistics);
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
    mask(layer.activation(), y, dy);
    new NormLoops(layer, x).backward(statistics, dy, dx, dGamma, dBeta);
  }

  @Override
  public void batchNormForward(
      BatchNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    NormLoops loops = new NormLoops(layer, x);
    double[] variance = loops.forward(residual, y, statistics);
    loops.moveRunning(layer, statistics, variance);
  }

  @Override
  public void batchNormEvaluate(BatchNorm layer, Tensor x, Tensor residual, Tensor y) {
    new NormLoops(layer, x).evaluate(layer, residual, y);
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
    mask(layer.activation(), y, dy);
    new NormLoops(layer, x).backward(statistics, dy, dx, dGamma, dBeta);
  }

  /** Where an output of ReLU is 0 so is its slope. */
  private static void mask(Activation activation, Tensor y, Tensor dy) {
    if (activation == Activation.RELU) {
      View output = View.of(y);
      View gradient = View.of(dy);
      for (int i = 0; i < dy.size(); i++) {
        if (!(output.at(i) > 0)) {
          gradient.set(i, 0);
        }
      }
    }
  }
}
