package org.strideml.kernels.opencl;

import org.strideml.kernels.Activation;
import org.strideml.kernels.Dense;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Tensor;

/** Dense layers as products of matrices, stored one way or the other. */
final class DenseCommands {
  private final OpenClBackend backend;

  DenseCommands(OpenClBackend backend) {
    this.backend = backend;
  }

  void forward(Dense layer, Tensor x, Tensor residual, Tensor pre, Tensor y) {
    boolean inOut = layer.layout() == Dense.Layout.IN_OUT;
    Matrix inputs = Matrix.of(x, layer.inputs());
    Matrix weight = Matrix.of(layer.weight(), layer.weight().columns());
    product(x.rows(), layer.outputs(), layer.inputs(), inputs, inOut ? weight : weight.turned())
        .tensor(y)
        .tensor(layer.bias())
        .tensor(residual)
        .tensor(pre)
        .number(code(layer.activation()));
  }

  void backward(Dense layer, Tensor x, Tensor pre, Tensor dy, Tensor dx, DenseGradients gradients) {
    boolean linear = layer.activation() == Activation.IDENTITY;
    if (!linear || gradients.bias() != null) {
      backend
          .queue(Mode.ACTIVATION_BACKWARD)
          .number(dy.rows())
          .number(layer.outputs())
          .tensor(dy)
          .tensor(linear ? null : pre)
          .number(code(layer.activation()))
          .tensor(gradients.bias());
    }
    boolean inOut = layer.layout() == Dense.Layout.IN_OUT;
    Matrix inputs = Matrix.of(x, layer.inputs());
    Matrix outputs = Matrix.of(dy, layer.outputs());
    Matrix left = inOut ? inputs : outputs;
    Matrix right = inOut ? outputs : inputs;
    Tensor weight = layer.weight();
    plain(
        product(weight.extent(0), weight.extent(1), x.rows(), left.turned(), right),
        gradients.weight());
    if (dx != null) {
      Matrix stored = Matrix.of(weight, weight.columns());
      Matrix turned = inOut ? stored.turned() : stored;
      plain(product(x.rows(), layer.inputs(), layer.outputs(), outputs, turned), dx);
    }
  }

  /** Queues a product of m × k and k × n; what becomes of it is to follow. */
  private CommandList product(int m, int n, int k, Matrix left, Matrix right) {
    CommandList command = backend.queue(Mode.PRODUCT).number(m).number(n).number(k);
    return right.appendTo(left.appendTo(command));
  }

  private static void plain(CommandList product, Tensor target) {
    product.tensor(target).tensor(null).tensor(null).tensor(null).number(ProductKernel.IDENTITY);
  }

  private static int code(Activation activation) {
    return switch (activation) {
      case IDENTITY -> ProductKernel.IDENTITY;
      case RELU -> ProductKernel.RELU;
      case TANH -> ProductKernel.TANH;
      case GELU -> ProductKernel.GELU;
    };
  }

  /** A factor: where it is, how long its stored rows are, whether it is used transposed. */
  private record Matrix(int at, int rowLength, boolean transposed) {
    static Matrix of(Tensor tensor, int rowLength) {
      return new Matrix(OpenClBackend.at(tensor), rowLength, false);
    }

    Matrix turned() {
      return new Matrix(at, rowLength, !transposed);
    }

    CommandList appendTo(CommandList command) {
      return command.number(at).number(rowLength).flag(transposed);
    }
  }
}
