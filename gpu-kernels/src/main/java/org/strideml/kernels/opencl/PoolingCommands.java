package org.strideml.kernels.opencl;

import org.strideml.kernels.Pooling;
import org.strideml.kernels.Tensor;

/** Pooling: one command each way. */
final class PoolingCommands {
  private final OpenClBackend backend;

  PoolingCommands(OpenClBackend backend) {
    this.backend = backend;
  }

  void forward(int mode, Pooling windows, Tensor x, Tensor y) {
    queue(mode, y.size(), windows, x, y).tensor(x).tensor(y).fraction(1.0 / windows.size());
  }

  /**
   * @param x where the largest elements are looked for again; {@code null} for means
   */
  void backward(int mode, Pooling windows, Tensor x, Tensor dy, Tensor dx) {
    queue(mode, dx.size(), windows, dx, dy)
        .tensor(x)
        .tensor(dx)
        .tensor(dy)
        .fraction(1.0 / windows.size());
  }

  private CommandList queue(int mode, int elements, Pooling windows, Tensor image, Tensor pooled) {
    return backend
        .queue(mode)
        .number(elements)
        .number(image.extent(2))
        .number(image.extent(3))
        .number(pooled.extent(2))
        .number(pooled.extent(3))
        .number(windows.height())
        .number(windows.width())
        .number(windows.stride());
  }
}
