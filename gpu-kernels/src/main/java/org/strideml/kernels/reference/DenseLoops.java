package org.strideml.kernels.reference;

import org.strideml.kernels.Dense;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Tensor;

/** Dense layer, forward and backward. */
final class DenseLoops {
  private DenseLoops() {}

  static void forward(Dense layer, Tensor xTensor, Tensor residual, Tensor pre, Tensor yTensor) {
    View x = View.of(xTensor);
    View weight = View.of(layer.weight());
    View y = View.of(yTensor);
    for (int row = 0; row < xTensor.rows(); row++) {
      for (int out = 0; out < layer.outputs(); out++) {
        double sum = layer.bias() == null ? 0 : View.of(layer.bias()).at(out);
        for (int in = 0; in < layer.inputs(); in++) {
          sum += x.at(row, in) * weightAt(layer, weight, in, out);
        }
        if (pre != null) {
          View.of(pre).set(row, out, sum);
        }
        double value = Activations.value(layer.activation(), sum);
        y.set(row, out, residual == null ? value : value + View.of(residual).at(row, out));
      }
    }
  }

  static void backward(
      Dense layer, Tensor x, Tensor pre, Tensor dyTensor, Tensor dx, DenseGradients gradients) {
    View dy = View.of(dyTensor);
    for (int row = 0; row < dyTensor.rows(); row++) {
      for (int out = 0; out < layer.outputs(); out++) {
        if (pre != null) {
          double before = View.of(pre).at(row, out);
          dy.set(row, out, Activations.gradient(layer.activation(), before, dy.at(row, out)));
        }
      }
    }
    weightGradient(layer, View.of(x), dy, x.rows(), View.of(gradients.weight()));
    if (gradients.bias() != null) {
      columnSums(dy, dyTensor.rows(), layer.outputs(), View.of(gradients.bias()));
    }
    if (dx != null) {
      inputGradient(layer, dy, dx);
    }
  }

  private static void weightGradient(Dense layer, View x, View dPre, int rows, View dWeight) {
    for (int in = 0; in < layer.inputs(); in++) {
      for (int out = 0; out < layer.outputs(); out++) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
          sum += x.at(row, in) * dPre.at(row, out);
        }
        if (layer.layout() == Dense.Layout.IN_OUT) {
          dWeight.set(in, out, sum);
        } else {
          dWeight.set(out, in, sum);
        }
      }
    }
  }

  private static void inputGradient(Dense layer, View dPre, Tensor dxTensor) {
    View dx = View.of(dxTensor);
    View weight = View.of(layer.weight());
    for (int row = 0; row < dxTensor.rows(); row++) {
      for (int in = 0; in < layer.inputs(); in++) {
        double sum = 0;
        for (int out = 0; out < layer.outputs(); out++) {
          sum += dPre.at(row, out) * weightAt(layer, weight, in, out);
        }
        dx.set(row, in, sum);
      }
    }
  }

  static void columnSums(View matrix, int rows, int columns, View sums) {
    for (int column = 0; column < columns; column++) {
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += matrix.at(row, column);
      }
      sums.set(column, sum);
    }
  }

  private static double weightAt(Dense layer, View weight, int in, int out) {
    return layer.layout() == Dense.Layout.IN_OUT ? weight.at(in, out) : weight.at(out, in);
  }
}
