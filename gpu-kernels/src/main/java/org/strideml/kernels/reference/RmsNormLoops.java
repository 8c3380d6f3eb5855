package org.strideml.kernels.reference;

import org.strideml.kernels.Tensor;

/** RMS normalization. */
final class RmsNormLoops {
  private RmsNormLoops() {}

  static void forward(
      Tensor xTensor, Tensor gammaTensor, double epsilon, Tensor yTensor, Tensor statisticsTensor) {
    View x = View.of(xTensor);
    View gamma = View.of(gammaTensor);
    View y = View.of(yTensor);
    View statistics = View.of(statisticsTensor);
    int width = xTensor.columns();
    for (int row = 0; row < xTensor.rows(); row++) {
      double squares = 0;
      for (int c = 0; c < width; c++) {
        squares += x.at(row, c) * x.at(row, c);
      }
      double rstd = 1 / Math.sqrt(squares / width + epsilon);
      for (int c = 0; c < width; c++) {
        y.set(row, c, x.at(row, c) * rstd * gamma.at(c));
      }
      statistics.set(row, rstd);
    }
  }

  /**
   * With x̂ = x·rstd and g = dy ⊙ gamma: dx = rstd·(g − x̂·mean(g ⊙ x̂)), dGamma = Σ dy ⊙ x̂ over
   * rows.
   */
  static void backward(
      Tensor xTensor,
      Tensor gammaTensor,
      Tensor statisticsTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dGammaTensor) {
    View x = View.of(xTensor);
    View gamma = View.of(gammaTensor);
    View statistics = View.of(statisticsTensor);
    View dy = View.of(dyTensor);
    View dx = View.of(dxTensor);
    int width = xTensor.columns();
    double[] dGamma = new double[width];
    for (int row = 0; row < xTensor.rows(); row++) {
      double rstd = statistics.at(row);
      double product = 0;
      for (int c = 0; c < width; c++) {
        double normalized = x.at(row, c) * rstd;
        product += dy.at(row, c) * gamma.at(c) * normalized;
        dGamma[c] += dy.at(row, c) * normalized;
      }
      for (int c = 0; c < width; c++) {
        double normalized = x.at(row, c) * rstd;
        dx.add(row, c, rstd * (dy.at(row, c) * gamma.at(c) - normalized * product / width));
      }
    }
    for (int c = 0; c < width; c++) {
      View.of(dGammaTensor).set(c, dGamma[c]);
    }
  }
}
