package org.strideml.kernels.cpu;

import org.strideml.kernels.Activation;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.Tensor;

/** Batch normalization, one channel of all images at a time. */
final class CpuBatchNorm {
  private final Rows rows;
  private final Planes planes;
  private final Planes.Sums sums = new Planes.Sums();
  private final Row x = new Row();
  private final Row y = new Row();
  private final Row residual = new Row();
  private final Row dy = new Row();
  private final Row dx = new Row();
  private final Row gamma = new Row();
  private final Row beta = new Row();
  private final Row mean = new Row();
  private final Row variance = new Row();
  private final Row statistics = new Row();
  private final Row dGamma = new Row();
  private final Row dBeta = new Row();

  CpuBatchNorm(Rows rows, Planes planes) {
    this.rows = rows;
    this.planes = planes;
  }

  void forward(
      BatchNorm layer,
      Tensor xTensor,
      Tensor residualTensor,
      Tensor yTensor,
      Tensor statisticsTensor) {
    int images = xTensor.extent(0);
    int pixels = xTensor.extent(2) * xTensor.extent(3);
    double count = (double) images * pixels;
    aim(layer, xTensor, yTensor);
    Row added = residualTensor == null ? null : residual.of(residualTensor);
    statistics.of(statisticsTensor);
    for (int channel = 0; channel < layer.channels(); channel++) {
      double sum = 0;
      for (int n = 0; n < images; n++) {
        sum += rows.total(x.from((n * layer.channels() + channel) * pixels), pixels);
      }
      float center = (float) (sum / count);
      double squares = 0;
      for (int n = 0; n < images; n++) {
        squares += rows.squares(x.from((n * layer.channels() + channel) * pixels), center, pixels);
      }
      float rstd = (float) (1 / Math.sqrt(squares / count + layer.epsilon()));
      statistics.at(channel).set(0, center);
      statistics.set(1, rstd);
      move(layer, mean, channel, center);
      move(layer, variance, channel, (float) (squares / (count - 1)));
      normalize(layer, channel, center, rstd, added, images, pixels);
    }
  }

  private static void move(BatchNorm layer, Row running, int channel, float value) {
    float momentum = layer.momentum();
    running.set(channel, Math.fma(momentum, value, (1 - momentum) * running.get(channel)));
  }

  void evaluate(BatchNorm layer, Tensor xTensor, Tensor residualTensor, Tensor yTensor) {
    aim(layer, xTensor, yTensor);
    Row added = residualTensor == null ? null : residual.of(residualTensor);
    int pixels = xTensor.extent(2) * xTensor.extent(3);
    for (int channel = 0; channel < layer.channels(); channel++) {
      float rstd = (float) (1 / Math.sqrt((double) variance.get(channel) + layer.epsilon()));
      normalize(layer, channel, mean.get(channel), rstd, added, xTensor.extent(0), pixels);
    }
  }

  private void aim(BatchNorm layer, Tensor xTensor, Tensor yTensor) {
    x.of(xTensor);
    y.of(yTensor);
    gamma.of(layer.gamma());
    beta.of(layer.beta());
    mean.of(layer.runningMean());
    variance.of(layer.runningVariance());
  }

  private void normalize(
      BatchNorm layer, int channel, float center, float rstd, Row added, int images, int pixels) {
    boolean relu = layer.activation() == Activation.RELU;
    float scale = rstd * gamma.get(channel);
    for (int n = 0; n < images; n++) {
      int start = (n * layer.channels() + channel) * pixels;
      if (added != null) {
        added.from(start);
      }
      planes.normalize(
          x.from(start), center, scale, beta.get(channel), added, relu, y.from(start), pixels);
    }
  }

  void backward(
      BatchNorm layer,
      Tensor xTensor,
      Tensor yTensor,
      Tensor statisticsTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dGammaTensor,
      Tensor dBetaTensor) {
    int images = xTensor.extent(0);
    int pixels = xTensor.extent(2) * xTensor.extent(3);
    double count = (double) images * pixels;
    x.of(xTensor);
    dy.of(dyTensor);
    dx.of(dxTensor);
    gamma.of(layer.gamma());
    statistics.of(statisticsTensor);
    dGamma.of(dGammaTensor);
    dBeta.of(dBetaTensor);
    Row output = layer.activation() == Activation.RELU ? y.of(yTensor) : null;
    for (int channel = 0; channel < layer.channels(); channel++) {
      float center = statistics.at(channel).get(0);
      float rstd = statistics.get(1);
      double gradient = 0;
      double product = 0;
      for (int n = 0; n < images; n++) {
        int start = (n * layer.channels() + channel) * pixels;
        if (output != null) {
          output.from(start);
        }
        planes.gradientSums(x.from(start), center, output, dy.from(start), sums, pixels);
        gradient += sums.gradient;
        product += sums.product;
      }
      dGamma.set(channel, (float) (rstd * product));
      dBeta.set(channel, (float) gradient);
      float ofGradient = rstd * gamma.get(channel);
      float ofDeviation = (float) (-ofGradient * rstd * rstd * (product / count));
      float constant = (float) (-ofGradient * (gradient / count));
      for (int n = 0; n < images; n++) {
        int start = (n * layer.channels() + channel) * pixels;
        planes.gradient(
            x.from(start),
            center,
            ofDeviation,
            dy.from(start),
            ofGradient,
            constant,
            dx.from(start),
            pixels);
      }
    }
  }
}
