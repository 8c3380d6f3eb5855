package org.strideml.kernels.opencl;

import org.strideml.kernels.Activation;
import org.strideml.kernels.BatchNorm;
import org.strideml.kernels.GroupNorm;
import org.strideml.kernels.Tensor;

/** Group and batch normalization, which differ in how images are cut into blocks. */
final class ImageNormCommands {
  private final OpenClBackend backend;

  ImageNormCommands(OpenClBackend backend) {
    this.backend = backend;
  }

  void forward(GroupNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    queue(Mode.NORMALIZE_BLOCKS, Blocks.of(layer, x), x, y)
        .tensor(residual)
        .tensor(layer.gamma())
        .tensor(layer.beta())
        .tensor(statistics)
        .tensor(null)
        .tensor(null)
        .flag(layer.activation() == Activation.RELU)
        .fraction(layer.epsilon());
  }

  void forward(BatchNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    batch(Mode.NORMALIZE_BLOCKS, layer, x, residual, y, statistics);
  }

  void evaluate(BatchNorm layer, Tensor x, Tensor residual, Tensor y) {
    batch(Mode.NORMALIZE_BY_RUNNING, layer, x, residual, y, null);
  }

  private void batch(
      int mode, BatchNorm layer, Tensor x, Tensor residual, Tensor y, Tensor statistics) {
    queue(mode, Blocks.of(layer, x), x, y)
        .tensor(residual)
        .tensor(layer.gamma())
        .tensor(layer.beta())
        .tensor(statistics)
        .tensor(layer.runningMean())
        .tensor(layer.runningVariance())
        .flag(layer.activation() == Activation.RELU)
        .fraction(layer.epsilon())
        .fraction(layer.momentum());
  }

  void backward(
      GroupNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    Tensor output = layer.activation() == Activation.RELU ? y : null;
    Blocks blocks = Blocks.of(layer, x);
    backward(blocks, layer.gamma(), x, output, statistics, dy, dx, dGamma, dBeta);
  }

  void backward(
      BatchNorm layer,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    Tensor output = layer.activation() == Activation.RELU ? y : null;
    Blocks blocks = Blocks.of(layer, x);
    backward(blocks, layer.gamma(), x, output, statistics, dy, dx, dGamma, dBeta);
  }

  private void backward(
      Blocks blocks,
      Tensor gamma,
      Tensor x,
      Tensor y,
      Tensor statistics,
      Tensor dy,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    for (int mode : new int[] {Mode.NORM_CHANNELS, Mode.NORM_INPUTS}) {
      queue(mode, blocks, x, y)
          .tensor(null)
          .tensor(gamma)
          .tensor(null)
          .tensor(statistics)
          .tensor(null)
          .tensor(null)
          .flag(false)
          .tensor(dy)
          .tensor(dx)
          .number(x.extent(0))
          .tensor(dGamma)
          .tensor(dBeta);
    }
  }

  private CommandList queue(int mode, Blocks blocks, Tensor x, Tensor y) {
    return backend
        .queue(mode)
        .number(blocks.count())
        .number(blocks.segments())
        .number(blocks.segment())
        .number(x.extent(1))
        .number(x.extent(2) * x.extent(3))
        .tensor(x)
        .tensor(y);
  }

  /** How many blocks there are, of how many segments of how many elements. */
  private record Blocks(int count, int segments, int segment) {
    static Blocks of(GroupNorm layer, Tensor x) {
      int count = x.extent(0) * layer.groups();
      return new Blocks(count, 1, x.size() / count);
    }

    static Blocks of(BatchNorm layer, Tensor x) {
      return new Blocks(layer.channels(), x.extent(0), x.extent(2) * x.extent(3));
    }
  }
}
