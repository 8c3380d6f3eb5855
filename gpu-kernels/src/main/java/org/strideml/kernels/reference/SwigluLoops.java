package org.strideml.kernels.reference;

import org.strideml.kernels.Tensor;

/** SwiGLU. */
final class SwigluLoops {
  private SwigluLoops() {}

  static void forward(Tensor gateUpTensor, Tensor yTensor) {
    View gateUp = View.of(gateUpTensor);
    View y = View.of(yTensor);
    int hidden = yTensor.columns();
    for (int row = 0; row < yTensor.rows(); row++) {
      for (int c = 0; c < hidden; c++) {
        double gate = gateUp.at(row, c);
        y.set(row, c, gate * sigmoid(gate) * gateUp.at(row, hidden + c));
      }
    }
  }

  /** With σ the sigmoid: silu'(g) = σ(g)·(1 + g·(1 − σ(g))). */
  static void backward(Tensor gateUpTensor, Tensor dyTensor, Tensor dGateUpTensor) {
    View gateUp = View.of(gateUpTensor);
    View dy = View.of(dyTensor);
    View dGateUp = View.of(dGateUpTensor);
    int hidden = dyTensor.columns();
    for (int row = 0; row < dyTensor.rows(); row++) {
      for (int c = 0; c < hidden; c++) {
        double gate = gateUp.at(row, c);
        double sigmoid = sigmoid(gate);
        double slope = sigmoid * (1 + gate * (1 - sigmoid));
        dGateUp.set(row, c, dy.at(row, c) * gateUp.at(row, hidden + c) * slope);
        dGateUp.set(row, hidden + c, dy.at(row, c) * gate * sigmoid);
      }
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
