package org.strideml.trainer.model;

import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/**
 * y = relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)), the shortcut being x itself or a 1 × 1
 * convolution with normalization.
 */
final class ResidualBlock {
  private final ConvUnit first;
  private final ConvUnit second;
  private final ConvUnit shortcut;

  ResidualBlock(
      ParameterMemory memory, String name, int stride, boolean projected, Normalization norm) {
    first = new ConvUnit(memory, name + "conv1", stride, 1, norm, name + "bn1", Activation.RELU);
    second = new ConvUnit(memory, name + "conv2", 1, 1, norm, name + "bn2", Activation.RELU);
    shortcut =
        projected
            ? new ConvUnit(
                memory,
                name + "downsample.0",
                stride,
                0,
                norm,
                name + "downsample.1",
                Activation.IDENTITY)
            : null;
  }

  ImageShape output(ImageShape input) {
    return first.output(input);
  }

  /** Memory that all blocks of a network share between two operations. */
  static final class Shared {
    final Tensor passing;

    /** Gradients; null in evaluation. */
    final Tensor middle;

    final Tensor branch;

    /**
     * @param largest floats of the largest image between two layers
     */
    Shared(Workspace work, int rows, int largest, boolean training) {
      passing = work.cut(rows, largest);
      middle = training ? work.cut(rows, largest) : null;
      branch = training ? work.cut(rows, largest) : null;
    }
  }

  /** A block at work on batches of one size. */
  final class Pass {
    private final Tensor x;
    private final Tensor dx;
    private final Tensor dy;
    private final Tensor dMiddle;
    private final Tensor dBranch;
    private final ConvUnit.Tensors one;
    private final ConvUnit.Tensors two;
    private final ConvUnit.Tensors aside;

    /**
     * @param dx receives the gradient of {@code x}; null in evaluation
     * @param dy holds that of the output; null in evaluation
     */
    Pass(Workspace work, ImageShape input, Tensor x, Tensor dx, Tensor dy, Shared shared) {
      int rows = x.extent(0);
      boolean training = dx != null;
      ImageShape middle = first.output(input);
      this.x = x;
      this.dx = dx;
      this.dy = dy;
      one = first.cut(work, rows, input, shared.passing, training);
      two = second.cut(work, rows, middle, shared.passing, training);
      aside = shortcut == null ? null : shortcut.cut(work, rows, input, shared.passing, training);
      dMiddle = training ? middle.of(shared.middle, rows) : null;
      dBranch = training && shortcut != null ? input.of(shared.branch, rows) : null;
    }

    Tensor output() {
      return two.output;
    }

    void forward(Backend backend, boolean learning) {
      Tensor residual = x;
      if (shortcut != null) {
        shortcut.forward(backend, learning, x, null, aside);
        residual = aside.output;
      }
      first.forward(backend, learning, x, null, one);
      second.forward(backend, learning, one.output, residual, two);
    }

    void backward(Backend backend) {
      second.backward(backend, one.output, two, dy, dMiddle);
      first.backward(backend, x, one, dMiddle, dx);
      // dy is now what flows into both branches.
      if (shortcut == null) {
        backend.add(dy, dx);
      } else {
        shortcut.backward(backend, x, aside, dy, dBranch);
        backend.add(dBranch, dx);
      }
    }
  }
}
