package org.strideml.kernels.reference;

import org.strideml.kernels.Tensor;

/** Layer normalization, forward and backward. */
final class LayerNormLoops {
  private LayerNormLoops() {}

  static void forward(
      Tensor xTensor,
      Tensor gammaTensor,
      Tensor betaTensor,
      double epsilon,
      Tensor yTensor,
      Tensor statisticsTensor) {
    View x = View.of(xTensor);
    View gamma = View.of(gammaTensor);
    View beta = View.of(betaTensor);
    View y = View.of(yTensor);
    View statistics = View.of(statisticsTensor);
    int width = xTensor.columns();
    for (int row = 0; row < xTensor.rows(); row++) {
      double sum = 0;
      for (int c = 0; c < width; c++) {
        sum += x.at(row, c);
      }
      double mean = sum / width;
      double squares = 0;
      for (int c = 0; c < width; c++) {
        squares += (x.at(row, c) - mean) * (x.at(row, c) - mean);
      }
      double rstd = 1 / Math.sqrt(squares / width + epsilon);
      for (int c = 0; c < width; c++) {
        y.set(row, c, (x.at(row, c) - mean) * rstd * gamma.at(c) + beta.at(c));
      }
      statistics.set(row, 0, mean);
      statistics.set(row, 1, rstd);
    }
  }

  /**
   * With x̂ = (x − mean)·rstd and g = dy ⊙ gamma: dx = rstd·(g − mean(g) − x̂·mean(g ⊙ x̂)), dGamma
   * = Σ dy ⊙ x̂, dBeta = Σ dy over rows.
   */
  static void backward(
      Tensor xTensor,
      Tensor gammaTensor,
      Tensor statisticsTensor,
      Tensor dyTensor,
      Tensor dxTensor,
      Tensor dGammaTensor,
      Tensor dBetaTensor) {
    View x = View.of(xTensor);
    View gamma = View.of(gammaTensor);
    View statistics = View.of(statisticsTensor);
    View dy = View.of(dyTensor);
    View dx = View.of(dxTensor);
    int width = xTensor.columns();
    double[] dGamma = new double[width];
    double[] dBeta = new double[width];
    for (int row = 0; row < xTensor.rows(); row++) {
      double mean = statistics.at(row, 0);
      double rstd = statistics.at(row, 1);
      double sum = 0;
      double product = 0;
      for (int c = 0; c < width; c++) {
        double normalized = (x.at(row, c) - mean) * rstd;
        double g = dy.at(row, c) * gamma.at(c);
        sum += g;
        product += g * normalized;
        dGamma[c] += dy.at(row, c) * normalized;
        dBeta[c] += dy.at(row, c);
      }
      for (int c = 0; c < width; c++) {
        double normalized = (x.at(row, c) - mean) * rstd;
        double g = dy.at(row, c) * gamma.at(c);
        dx.add(row, c, rstd * (g - sum / width - normalized * product / width));
      }
    }
    for (int c = 0; c < width; c++) {
      View.of(dGammaTensor).set(c, dGamma[c]);
      View.of(dBetaTensor).set(c, dBeta[c]);
    }
  }
}
