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
    int inputs = layer.inputs();
    int outputs = layer.outputs();
    Matrix weight = Matrix.of(layer.weight(), layer.weight().columns());
    Matrix right = inOut ? weight : weight.turned();
    new Product(x.rows(), outputs, inputs, Matrix.of(x, inputs), right, Matrix.of(y, outputs))
        .bias(layer.bias())
        .activation(code(layer.activation()), pre)
        .residual(residual)
        .queue(backend);
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
    Matrix gradient = Matrix.of(gradients.weight(), weight.columns());
    new Product(weight.extent(0), weight.extent(1), x.rows(), left.turned(), right, gradient)
        .queue(backend);
    if (dx != null) {
      Matrix stored = Matrix.of(weight, weight.columns());
      Matrix turned = inOut ? stored.turned() : stored;
      Matrix target = Matrix.of(dx, layer.inputs());
      new Product(x.rows(), layer.inputs(), layer.outputs(), outputs, turned, target)
          .queue(backend);
    }
  }

  private static int code(Activation activation) {
    return switch (activation) {
      case IDENTITY -> ActivationKernel.IDENTITY;
      case RELU -> ActivationKernel.RELU;
      case TANH -> ActivationKernel.TANH;
      case GELU -> ActivationKernel.GELU;
    };
  }
}
