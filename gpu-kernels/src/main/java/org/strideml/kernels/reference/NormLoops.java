package org.strideml.kernels.reference;

import org.strideml.kernels.Activation;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.Tensor;

/**
 * Group and batch normalization: both normalize over a block of images × channels × pixels and
 * differ in how the tensor is cut into blocks.
 */
final class NormLoops {
  private final Images x;
  private final View gamma;
  private final View beta;
  private final double epsilon;
  private final Activation activation;
  private final int imagesPerBlock;
  private final int channelsPerBlock;

  NormLoops(GroupNorm layer, Tensor x) {
    this.x = Images.of(x);
    this.gamma = View.of(layer.gamma());
    this.beta = View.of(layer.beta());
    this.epsilon = layer.epsilon();
    this.activation = layer.activation();
    this.imagesPerBlock = 1;
    this.channelsPerBlock = layer.channels() / layer.groups();
  }

  NormLoops(BatchNorm layer, Tensor x) {
    this.x = Images.of(x);
    this.gamma = View.of(layer.gamma());
    this.beta = View.of(layer.beta());
    this.epsilon = layer.epsilon();
    this.activation = layer.activation();
    this.imagesPerBlock = x.extent(0);
    this.channelsPerBlock = 1;
  }

  /** What is done with an element: its index, its channel, its block. */
  private interface Element {
    void visit(int index, int channel, int block);
  }

  private void forEach(Element element) {
    int pixels = x.height() * x.width();
    int blocksPerImage = x.channels() / channelsPerBlock;
    for (int n = 0; n < x.count(); n++) {
      for (int channel = 0; channel < x.channels(); channel++) {
        int block = n / imagesPerBlock * blocksPerImage + channel / channelsPerBlock;
        for (int i = 0; i < pixels; i++) {
          element.visit(x.index(n, channel, 0, 0) + i, channel, block);
        }
      }
    }
  }

  private int blocks() {
    return x.count() / imagesPerBlock * (x.channels() / channelsPerBlock);
  }

  private double blockSize() {
    return (double) imagesPerBlock * channelsPerBlock * x.height() * x.width();
  }

  /** Returns the biased variance of each block, unrounded. */
  double[] forward(Tensor residual, Tensor y, Tensor statisticsTensor) {
    double[] mean = new double[blocks()];
    double[] variance = new double[blocks()];
    forEach((i, channel, block) -> mean[block] += x.view().at(i) / blockSize());
    forEach(
        (i, channel, block) -> {
          double deviation = x.view().at(i) - mean[block];
          variance[block] += deviation * deviation / blockSize();
        });
    View statistics = View.of(statisticsTensor);
    double[] rstd = new double[blocks()];
    for (int block = 0; block < blocks(); block++) {
      rstd[block] = 1 / Math.sqrt(variance[block] + epsilon);
      statistics.set(block, 0, mean[block]);
      statistics.set(block, 1, rstd[block]);
    }
    normalize(mean, rstd, residual, y);
    return variance;
  }

  private void normalize(double[] mean, double[] rstd, Tensor residual, Tensor yTensor) {
    View y = View.of(yTensor);
    forEach(
        (i, channel, block) -> {
          double normalized = (x.view().at(i) - mean[block]) * rstd[block];
          double value = normalized * gamma.at(channel) + beta.at(channel);
          double sum = residual == null ? value : value + View.of(residual).at(i);
          y.set(i, Activations.value(activation, sum));
        });
  }

  /** By running statistics; blocks are channels. */
  void evaluate(BatchNorm layer, Tensor residual, Tensor y) {
    double[] mean = new double[blocks()];
    double[] rstd = new double[blocks()];
    for (int block = 0; block < blocks(); block++) {
      mean[block] = View.of(layer.runningMean()).at(block);
      rstd[block] = 1 / Math.sqrt(View.of(layer.runningVariance()).at(block) + epsilon);
    }
    normalize(mean, rstd, residual, y);
  }

  void moveRunning(BatchNorm layer, Tensor statisticsTensor, double[] variance) {
    View statistics = View.of(statisticsTensor);
    for (int channel = 0; channel < layer.channels(); channel++) {
      double unbiased = variance[channel] * blockSize() / (blockSize() - 1);
      move(layer, View.of(layer.runningMean()), channel, statistics.at(channel, 0));
      move(layer, View.of(layer.runningVariance()), channel, unbiased);
    }
  }

  private static void move(BatchNorm layer, View running, int channel, double value) {
    double momentum = layer.momentum();
    running.set(channel, (1 - momentum) * running.at(channel) + momentum * value);
  }

  /**
   * With g = dy·gamma: dx = rstd·(g − mean(g) − x̂·mean(g·x̂)) over a block, dGamma = Σ dy·x̂,
   * dBeta = Σ dy over a channel.
   */
  void backward(
      Tensor statisticsTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dGammaTensor,
      Tensor dBetaTensor) {
    View statistics = View.of(statisticsTensor);
    View dy = View.of(dyTensor);
    View dx = View.of(dxTensor);
    double[] dGamma = new double[x.channels()];
    double[] dBeta = new double[x.channels()];
    double[] meanGradient = new double[blocks()];
    double[] meanProduct = new double[blocks()];
    forEach(
        (i, channel, block) -> {
          double normalized = normalized(statistics, i, block);
          dGamma[channel] += dy.at(i) * normalized;
          dBeta[channel] += dy.at(i);
          double g = dy.at(i) * gamma.at(channel);
          meanGradient[block] += g / blockSize();
          meanProduct[block] += g * normalized / blockSize();
        });
    forEach(
        (i, channel, block) -> {
          double g = dy.at(i) * gamma.at(channel);
          double along = normalized(statistics, i, block) * meanProduct[block];
          dx.set(i, statistics.at(block, 1) * (g - meanGradient[block] - along));
        });
    for (int channel = 0; channel < x.channels(); channel++) {
      View.of(dGammaTensor).set(channel, dGamma[channel]);
      View.of(dBetaTensor).set(channel, dBeta[channel]);
    }
  }

  private double normalized(View statistics, int index, int block) {
    return (x.view().at(index) - statistics.at(block, 0)) * statistics.at(block, 1);
  }
}
