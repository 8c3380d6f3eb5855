package org.strideml.kernels.cpu;

import org.strideml.kernels.Tensor;

/** Layer normalization, row by row. */
final class CpuLayerNorm {
  private final Rows rows;
  private final Rows.Norm norm = new Rows.Norm();
  private final Row x = new Row();
  private final Row y = new Row();
  private final Row dx = new Row();
  private final Row statistics = new Row();

  CpuLayerNorm(Rows rows) {
    this.rows = rows;
  }

  void forward(
      Tensor xTensor,
      Tensor gamma,
      Tensor beta,
      float epsilon,
      Tensor yTensor,
      Tensor statisticsTensor) {
    int width = xTensor.columns();
    norm.gamma.of(gamma);
    norm.beta.of(beta);
    x.of(xTensor);
    y.of(yTensor);
    statistics.of(statisticsTensor);
    for (int row = 0; row < xTensor.rows(); row++) {
      x.at(row);
      norm.mean = rows.total(x, width) / width;
      float variance = rows.squares(x, norm.mean, width) / width;
      norm.rstd = (float) (1 / Math.sqrt((double) variance + epsilon));
      rows.normalize(x, norm, y.at(row), width);
      statistics.at(row).set(0, norm.mean);
      statistics.set(1, norm.rstd);
    }
  }

  void backward(
      Tensor xTensor,
      Tensor gamma,
      Tensor statisticsTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dGamma,
      Tensor dBeta) {
    int width = xTensor.columns();
    norm.gamma.of(gamma);
    rows.fill(0, norm.dGamma.of(dGamma), width);
    rows.fill(0, norm.dBeta.of(dBeta), width);
    x.of(xTensor);
    y.of(dyTensor);
    dx.of(dxTensor);
    statistics.of(statisticsTensor);
    for (int row = 0; row < xTensor.rows(); row++) {
      norm.mean = statistics.at(row).get(0);
      norm.rstd = statistics.get(1);
      rows.normalizeGradientSums(x.at(row), norm, y.at(row), width);
      rows.normalizeGradient(x, norm, y, dx.at(row), width);
    }
  }
}
