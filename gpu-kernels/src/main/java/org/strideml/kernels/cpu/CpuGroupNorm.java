package org.strideml.kernels.cpu;

import org.strideml.kernels.Activation;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.Tensor;

/** Group normalization, one group of an image at a time, while it is near. */
final class CpuGroupNorm {
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
  private final Row statistics = new Row();
  private final Row dGamma = new Row();
  private final Row dBeta = new Row();

  CpuGroupNorm(Rows rows, Planes planes) {
    this.rows = rows;
    this.planes = planes;
  }

  void forward(
      GroupNorm layer,
      Tensor xTensor,
      Tensor residualTensor,
      Tensor yTensor,
      Tensor statisticsTensor) {
    int pixels = xTensor.extent(2) * xTensor.extent(3);
    int channels = layer.channels() / layer.groups();
    int size = channels * pixels;
    boolean relu = layer.activation() == Activation.RELU;
    x.of(xTensor);
    y.of(yTensor);
    gamma.of(layer.gamma());
    beta.of(layer.beta());
    statistics.of(statisticsTensor);
    Row added = residualTensor == null ? null : residual.of(residualTensor);
    for (int block = 0; block < xTensor.extent(0) * layer.groups(); block++) {
      x.from(block * size);
      float mean = rows.total(x, size) / size;
      float variance = rows.squares(x, mean, size) / size;
      float rstd = (float) (1 / Math.sqrt((double) variance + layer.epsilon()));
      statistics.at(block).set(0, mean);
      statistics.set(1, rstd);
      for (int i = 0; i < channels; i++) {
        int channel = block % layer.groups() * channels + i;
        int start = block * size + i * pixels;
        if (added != null) {
          added.from(start);
        }
        planes.normalize(
            x.from(start),
            mean,
            rstd * gamma.get(channel),
            beta.get(channel),
            added,
            relu,
            y.from(start),
            pixels);
      }
    }
  }

  void backward(
      GroupNorm layer,
      Tensor xTensor,
      Tensor yTensor,
      Tensor statisticsTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dGammaTensor,
      Tensor dBetaTensor) {
    int pixels = xTensor.extent(2) * xTensor.extent(3);
    int channels = layer.channels() / layer.groups();
    x.of(xTensor);
    dy.of(dyTensor);
    dx.of(dxTensor);
    gamma.of(layer.gamma());
    statistics.of(statisticsTensor);
    rows.fill(0, dGamma.of(dGammaTensor), layer.channels());
    rows.fill(0, dBeta.of(dBetaTensor), layer.channels());
    Row output = layer.activation() == Activation.RELU ? y.of(yTensor) : null;
    for (int block = 0; block < xTensor.extent(0) * layer.groups(); block++) {
      float mean = statistics.at(block).get(0);
      float rstd = statistics.get(1);
      int firstChannel = block % layer.groups() * channels;
      float gradient = 0;
      float product = 0;
      for (int i = 0; i < channels; i++) {
        int start = (block * channels + i) * pixels;
        if (output != null) {
          output.from(start);
        }
        planes.gradientSums(x.from(start), mean, output, dy.from(start), sums, pixels);
        int channel = firstChannel + i;
        float normalized = rstd * sums.product;
        dGamma.set(channel, dGamma.get(channel) + normalized);
        dBeta.set(channel, dBeta.get(channel) + sums.gradient);
        gradient = Math.fma(gamma.get(channel), sums.gradient, gradient);
        product = Math.fma(gamma.get(channel), normalized, product);
      }
      int size = channels * pixels;
      float ofDeviation = -rstd * rstd * (product / size);
      float constant = -rstd * (gradient / size);
      for (int i = 0; i < channels; i++) {
        int start = (block * channels + i) * pixels;
        float ofGradient = rstd * gamma.get(firstChannel + i);
        planes.gradient(
            x.from(start),
            mean,
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
