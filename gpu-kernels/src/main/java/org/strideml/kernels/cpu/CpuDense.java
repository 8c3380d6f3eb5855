package org.strideml.kernels.cpu;

import org.strideml.kernels.Activation;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Tensor;

/** Dense layers: a product each, then one pass over its rows while they are near. */
final class CpuDense {
  private final Gemm gemm;
  private final Rows rows;
  private final Row bias = new Row();
  private final Row pre = new Row();
  private final Row out = new Row();
  private final Row residual = new Row();

  CpuDense(Gemm gemm, Rows rows) {
    this.gemm = gemm;
    this.rows = rows;
  }

  void forward(Dense layer, Tensor x, Tensor residualTensor, Tensor preTensor, Tensor y) {
    Tensor product = preTensor == null ? y : preTensor;
    gemm.a.of(x);
    gemm.b.of(layer.weight()).transposed(layer.layout() == Layout.OUT_IN).lasting();
    gemm.c.of(product);
    int n = layer.outputs();
    boolean addBias = !gemm.multiplyAndAdd(layer.bias(), x.rows(), layer.inputs(), n);
    boolean apply = preTensor != null || layer.activation() != Activation.IDENTITY;
    pre.of(product);
    out.of(y);
    for (int row = 0; row < x.rows(); row++) {
      if (addBias) {
        rows.add(bias.of(layer.bias()), pre.at(row), n);
      }
      if (apply) {
        rows.activate(layer.activation(), pre.at(row), out.at(row), n);
      }
      if (residualTensor != null) {
        rows.add(residual.of(residualTensor).at(row), out.at(row), n);
      }
    }
  }

  void backward(
      Dense layer, Tensor x, Tensor preTensor, Tensor dy, Tensor dx, DenseGradients gradients) {
    preGradient(layer, preTensor, dy, gradients.bias());
    boolean inOut = layer.layout() == Layout.IN_OUT;
    gemm.a.of(inOut ? x : dy).transposed(true);
    gemm.b.of(inOut ? dy : x);
    gemm.c.of(gradients.weight());
    gemm.multiply(gradients.weight().extent(0), x.rows(), gradients.weight().extent(1), 1, 0);
    if (dx != null) {
      gemm.a.of(dy);
      gemm.b.of(layer.weight()).transposed(inOut).lasting();
      gemm.c.of(dx);
      gemm.multiply(x.rows(), layer.outputs(), layer.inputs(), 1, 0);
    }
  }

  private void preGradient(Dense layer, Tensor preTensor, Tensor dy, Tensor dBias) {
    int n = layer.outputs();
    boolean apply = layer.activation() != Activation.IDENTITY;
    if (apply) {
      pre.of(preTensor);
    }
    if (dBias != null) {
      rows.fill(0, bias.of(dBias), n);
    }
    if (!apply && dBias == null) {
      return;
    }
    out.of(dy);
    for (int row = 0; row < dy.rows(); row++) {
      if (apply) {
        rows.activationGradient(layer.activation(), pre.at(row), out.at(row), n);
      }
      if (dBias != null) {
        rows.add(out.at(row), bias, n);
      }
    }
  }
}
