package org.strideml.kernels.cpu;

import org.strideml.kernels.Tensor;

/** RMS normalization, row by row. */
final class CpuRmsNorm {
  private final Rows rows;
  private final Rows.Norm norm = new Rows.Norm();
  private final Row x = new Row();
  private final Row y = new Row();
  private final Row dx = new Row();
  private final Row statistics = new Row();

  CpuRmsNorm(Rows rows) {
    this.rows = rows;
  }

  void forward(
      Tensor xTensor, Tensor gamma, float epsilon, Tensor yTensor, Tensor statisticsTensor) {
    int width = xTensor.columns();
    norm.gamma.of(gamma);
    x.of(xTensor);
    y.of(yTensor);
    statistics.of(statisticsTensor);
    for (int row = 0; row < xTensor.rows(); row++) {
      float mean = rows.squares(x.at(row), 0, width) / width;
      norm.rstd = (float) (1 / Math.sqrt((double) mean + epsilon));
      rows.decoder().rmsNormalize(x, norm, y.at(row), width);
      statistics.set(row, norm.rstd);
    }
  }

  void backward(
      Tensor xTensor,
      Tensor gamma,
      Tensor statisticsTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dGamma) {
    int width = xTensor.columns();
    norm.gamma.of(gamma);
    rows.fill(0, norm.dGamma.of(dGamma), width);
    x.of(xTensor);
    y.of(dyTensor);
    dx.of(dxTensor);
    statistics.of(statisticsTensor);
    for (int row = 0; row < xTensor.rows(); row++) {
      norm.rstd = statistics.get(row);
      rows.decoder().rmsGradientSums(x.at(row), norm, y.at(row), width);
      rows.decoder().rmsGradient(x, norm, y, dx.at(row), width);
    }
  }
}
