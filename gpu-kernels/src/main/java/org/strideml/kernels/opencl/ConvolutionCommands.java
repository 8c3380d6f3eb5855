package org.strideml.kernels.opencl;

import org.strideml.kernels.Activation;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.Tensor;

/** Convolutions and their gradients as products with a matrix of windows. */
final class ConvolutionCommands {
  /** A part of a weight gradient's depth is at least this long, else its sum costs too much. */
  private static final int LEAST_PART = 8 * PatchKernel.DEPTH;

  private final OpenClBackend backend;

  ConvolutionCommands(OpenClBackend backend) {
    this.backend = backend;
  }

  /** y of outputs × (images, pixels) = weight × windows, depth (inputs, window). */
  void forward(Convolution layer, Tensor x, Tensor y) {
    int depth = layer.inputs() * area(layer.weight());
    queue(layer.outputs(), y.extent(0) * area(y), depth)
        .tensor(layer.weight())
        .number(depth)
        .number(0)
        .number(depth)
        .tensor(x)
        .number(x.extent(2))
        .number(x.extent(3))
        .number(layer.kernel(0))
        .number(layer.kernel(1))
        .number(area(x))
        .number(1)
        .number(y.extent(2))
        .number(y.extent(3))
        .number(layer.inputs() * area(x))
        .number(layer.stride())
        .number(-layer.padding())
        .number(1)
        .tensor(y)
        .number(area(y))
        .number(layer.outputs() * area(y))
        .tensor(layer.bias())
        .flag(layer.activation() == Activation.RELU)
        .number(1)
        .number(depth)
        .tensor(null);
  }

  /** dx of inputs × (images, pixels) = weight of (outputs, window) depth × windows into dy. */
  void inputGradient(Convolution layer, Tensor dy, Tensor dx) {
    int window = area(layer.weight());
    int depth = layer.outputs() * window;
    queue(layer.inputs(), dx.extent(0) * area(dx), depth)
        .tensor(layer.weight())
        .number(window)
        .number(layer.inputs() * window)
        .number(window)
        .tensor(dy)
        .number(dy.extent(2))
        .number(dy.extent(3))
        .number(layer.kernel(0))
        .number(layer.kernel(1))
        .number(area(dy))
        .number(-1)
        .number(dx.extent(2))
        .number(dx.extent(3))
        .number(layer.outputs() * area(dy))
        .number(1)
        .number(layer.padding())
        .number(layer.stride())
        .tensor(dx)
        .number(area(dx))
        .number(layer.inputs() * area(dx))
        .tensor(null)
        .flag(false)
        .number(1)
        .number(depth)
        .tensor(null);
  }

  /**
   * dW of outputs × (inputs, window) = dy of (images, pixels) depth × windows. Few elements of long
   * sums: the depth is cut into parts that are summed up afterwards.
   */
  void weightGradient(Convolution layer, Tensor x, Tensor dy, Tensor dWeight) {
    int columns = layer.inputs() * area(layer.weight());
    int depth = dy.extent(0) * area(dy);
    int blocks = blocks(layer.outputs()) * blocks(columns);
    int parts = Math.max(1, Math.min(backend.blockCount() / blocks, depth / LEAST_PART));
    int tiles = (depth + PatchKernel.DEPTH - 1) / PatchKernel.DEPTH;
    int partDepth = (tiles + parts - 1) / parts * PatchKernel.DEPTH;
    parts = (depth + partDepth - 1) / partDepth;
    queue(layer.outputs(), columns, depth)
        .tensor(dy)
        .number(area(dy))
        .number(layer.outputs() * area(dy))
        .number(area(dy))
        .tensor(x)
        .number(x.extent(2))
        .number(x.extent(3))
        .number(dy.extent(2))
        .number(dy.extent(3))
        .number(layer.inputs() * area(x))
        .number(layer.stride())
        .number(layer.kernel(0))
        .number(layer.kernel(1))
        .number(area(x))
        .number(1)
        .number(-layer.padding())
        .number(1)
        .tensor(dWeight)
        .number(columns)
        .number(0)
        .tensor(null)
        .flag(false)
        .number(parts)
        .number(partDepth)
        .number(backend.blocks());
    if (parts > 1) {
      backend
          .queue(Mode.SUM_BLOCKS)
          .number(layer.outputs())
          .number(columns)
          .tensor(dWeight)
          .number(backend.blocks())
          .number(parts);
    }
  }

  /** dy masked by the activation; the bias's gradient. */
  void outputGradient(Convolution layer, Tensor y, Tensor dy, Tensor dBias) {
    boolean rectified = layer.activation() == Activation.RELU;
    if (rectified || dBias != null) {
      backend
          .queue(Mode.CHANNEL_SUMS)
          .number(dy.extent(0))
          .number(layer.outputs())
          .number(area(dy))
          .tensor(dy)
          .tensor(rectified ? y : null)
          .tensor(dBias);
    }
  }

  private CommandList queue(int m, int n, int k) {
    return backend.queue(Mode.MULTIPLY_WINDOWS).number(m).number(n).number(k);
  }

  private static int blocks(int extent) {
    return (extent + ConvolutionKernel.BLOCK - 1) / ConvolutionKernel.BLOCK;
  }

  /** Pixels of a plane. */
  private static int area(Tensor images) {
    return images.extent(2) * images.extent(3);
  }
}
