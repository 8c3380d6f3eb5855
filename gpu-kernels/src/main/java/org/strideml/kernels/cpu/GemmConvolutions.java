package org.strideml.kernels.cpu;

import java.util.function.IntFunction;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/**
 * Convolutions as matrix products, image by image, for machines without oneDNN: each output pixel's
 * window becomes a column of a matrix in × kernel rows, outputs columns. Pools window by window.
 */
final class GemmConvolutions implements Convolutions {
  private final Gemm gemm;
  private final Rows rows;
  private final IntFunction<Tensor> scratch;
  private final CpuPooling pooling = new CpuPooling();
  private final Row pixels = new Row();
  private final Row columns = new Row();
  private final Row output = new Row();
  private final Row bias = new Row();

  GemmConvolutions(Gemm gemm, Rows rows, IntFunction<Tensor> scratch) {
    this.gemm = gemm;
    this.rows = rows;
    this.scratch = scratch;
  }

  @Override
  public void forward(Convolution layer, Tensor x, Tensor y) {
    int inner = inner(layer);
    int outputs = y.extent(2) * y.extent(3);
    Tensor matrix = scratch.apply(inner * outputs);
    output.of(y);
    for (int n = 0; n < x.extent(0); n++) {
      unfold(layer, x, n, y, matrix);
      gemm.a.of(layer.weight(), 0, inner);
      gemm.b.of(matrix, 0, outputs);
      gemm.c.of(y, n * layer.outputs() * outputs, outputs);
      gemm.multiply(layer.outputs(), inner, outputs, 1, 0);
      for (int out = 0; out < layer.outputs(); out++) {
        output.from((n * layer.outputs() + out) * outputs);
        if (layer.bias() != null) {
          addBias(bias.of(layer.bias()).get(out), outputs);
        }
      }
    }
  }

  private void addBias(float value, int outputs) {
    for (int i = 0; i < outputs; i++) {
      output.set(i, output.get(i) + value);
    }
  }

  @Override
  public void backward(
      Convolution layer, Tensor x, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
    int inner = inner(layer);
    int outputs = dy.extent(2) * dy.extent(3);
    Tensor matrix = scratch.apply(inner * outputs);
    if (dx != null) {
      rows.fill(0, pixels.of(dx), dx.size());
    }
    for (int n = 0; n < x.extent(0); n++) {
      int image = n * layer.outputs() * outputs;
      unfold(layer, x, n, dy, matrix);
      gemm.a.of(dy, image, outputs);
      gemm.b.of(matrix, 0, outputs).transposed(true);
      gemm.c.of(dWeight, 0, inner);
      gemm.multiply(layer.outputs(), outputs, inner, 1, n == 0 ? 0 : 1);
      if (dx != null) {
        gemm.a.of(layer.weight(), 0, inner).transposed(true);
        gemm.b.of(dy, image, outputs);
        gemm.c.of(matrix, 0, outputs);
        gemm.multiply(inner, layer.outputs(), outputs, 1, 0);
        fold(layer, matrix, n, dy, dx);
      }
    }
    if (dBias != null) {
      biasGradient(dy, outputs, dBias);
    }
  }

  private void biasGradient(Tensor dy, int outputs, Tensor dBias) {
    bias.of(dBias);
    output.of(dy);
    for (int out = 0; out < dBias.size(); out++) {
      double sum = 0;
      for (int n = 0; n < dy.extent(0); n++) {
        sum += rows.total(output.from((n * dBias.size() + out) * outputs), outputs);
      }
      bias.set(out, (float) sum);
    }
  }

  private static int inner(Convolution layer) {
    return layer.weight().size() / layer.outputs();
  }

  private void unfold(Convolution layer, Tensor x, int n, Tensor y, Tensor matrix) {
    columns.of(matrix);
    pixels.of(x);
    visit(layer, x, n, y, true);
  }

  private void fold(Convolution layer, Tensor matrix, int n, Tensor dy, Tensor dx) {
    columns.of(matrix);
    pixels.of(dx);
    visit(layer, dx, n, dy, false);
  }

  /** Each element of the matrix and the pixel it stands for. */
  private void visit(Convolution layer, Tensor x, int n, Tensor y, boolean unfold) {
    int at = 0;
    for (int in = 0; in < layer.inputs(); in++) {
      for (int i = 0; i < layer.kernel(0); i++) {
        for (int j = 0; j < layer.kernel(1); j++) {
          for (int row = 0; row < y.extent(2); row++) {
            int top = row * layer.stride() - layer.padding() + i;
            for (int column = 0; column < y.extent(3); column++) {
              int left = column * layer.stride() - layer.padding() + j;
              boolean inside = top >= 0 && top < x.extent(2) && left >= 0 && left < x.extent(3);
              int pixel = ((n * x.extent(1) + in) * x.extent(2) + top) * x.extent(3) + left;
              if (unfold) {
                columns.set(at, inside ? pixels.get(pixel) : 0);
              } else if (inside) {
                pixels.set(pixel, pixels.get(pixel) + columns.get(at));
              }
              at++;
            }
          }
        }
      }
    }
  }

  @Override
  public void max(Pooling windows, Tensor x, Tensor y) {
    pooling.max(windows, x, y);
  }

  @Override
  public void maxGradient(Pooling windows, Tensor x, Tensor dy, Tensor dx) {
    rows.fill(0, pixels.of(dx), dx.size());
    pooling.maxGradient(windows, x, dy, dx);
  }

  @Override
  public void close() {
    // The products' owner closes them.
  }
}
