package org.strideml.trainer.model;

import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Convolution;
import org.strideml.kernels.Tensor;

/** y = f(norm(x ∗ W) [+ residual]), or y = f(x ∗ W + b) without normalization. */
final class ConvUnit {
  private final Convolution convolution;
  private final Tensor dWeight;
  private final Tensor dBias;
  private final ImageNorm norm;

  /**
   * @param name of the convolution's parameters
   * @param normName of the normalization's
   */
  ConvUnit(
      ParameterMemory memory,
      String name,
      int stride,
      int padding,
      Normalization normalization,
      String normName,
      Activation f) {
    norm = ImageNorm.of(memory, normalization, normName, f);
    boolean plain = norm == null;
    Tensor weight = memory.parameter(name + ".weight");
    Tensor bias = plain ? memory.parameter(name + ".bias") : null;
    convolution = new Convolution(weight, bias, stride, padding, plain ? f : Activation.IDENTITY);
    dWeight = memory.gradient(name + ".weight");
    dBias = plain ? memory.gradient(name + ".bias") : null;
  }

  /** Extents of the output. */
  ImageShape output(ImageShape input) {
    return new ImageShape(
        convolution.outputs(),
        convolution.outputExtent(0, input.height()),
        convolution.outputExtent(1, input.width()));
  }

  /** What a unit works with in a pass of one number of rows. */
  static final class Tensors {
    /** Of the convolution; the output itself without normalization. */
    final Tensor convolved;

    /** Null without normalization. */
    final Tensor statistics;

    final Tensor output;

    /** Gradient of {@link #convolved}; null without normalization and in evaluation. */
    final Tensor dConvolved;

    private Tensors(Tensor convolved, Tensor statistics, Tensor output, Tensor dConvolved) {
      this.convolved = convolved;
      this.statistics = statistics;
      this.output = output;
      this.dConvolved = dConvolved;
    }
  }

  /**
   * @param shared memory of at least an output's size that lasts from one operation to the next: a
   *     gradient's in training, what a backward pass would need in evaluation
   */
  Tensors cut(Workspace work, int rows, ImageShape input, Tensor shared, boolean training) {
    ImageShape shape = output(input);
    Tensor output = shape.cut(work, rows);
    if (norm == null) {
      return new Tensors(output, null, output, null);
    }
    Tensor statistics = work.cut(norm.statistics(rows), 2);
    Tensor passing = shape.of(shared, rows);
    return training
        ? new Tensors(shape.cut(work, rows), statistics, output, passing)
        : new Tensors(passing, statistics, output, null);
  }

  /**
   * @param residual {@code null} for none, as without normalization
   */
  void forward(Backend backend, boolean learning, Tensor x, Tensor residual, Tensors t) {
    backend.images().convolutionForward(convolution, x, t.convolved);
    if (norm != null) {
      norm.forward(backend, learning, t.convolved, residual, t.output, t.statistics);
    }
  }

  /**
   * Writes the parameters' gradients and {@code dx}; masks {@code dy} by f, which makes it the
   * residual's gradient.
   *
   * @param dx {@code null} when nobody needs it
   */
  void backward(Backend backend, Tensor x, Tensors t, Tensor dy, Tensor dx) {
    if (norm == null) {
      backend.images().convolutionBackward(convolution, x, t.output, dy, dx, dWeight, dBias);
    } else {
      norm.backward(backend, t.convolved, t.output, t.statistics, dy, t.dConvolved);
      backend.images().convolutionBackward(convolution, x, null, t.dConvolved, dx, dWeight, null);
    }
  }
}
