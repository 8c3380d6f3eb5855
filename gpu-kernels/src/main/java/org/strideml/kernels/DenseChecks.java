package org.strideml.kernels;

/** Demands of the dense operations. */
final class DenseChecks {
  private DenseChecks() {}

  static void forward(
      CheckedBackend backend, Dense layer, Tensor x, Tensor residual, Tensor pre, Tensor y) {
    String op = "denseForward";
    layer(backend, op, layer);
    input(backend, op, layer, x);
    output(backend, op, "y", layer, x, y);
    inputsApart(op, "y", y, layer, x);
    if (residual != null) {
      output(backend, op, "residual", layer, x, residual);
      Requirements.apart(op, "y", y, "residual", residual);
    }
    if (pre != null) {
      output(backend, op, "pre", layer, x, pre);
      inputsApart(op, "pre", pre, layer, x);
      Requirements.apart(op, "pre", pre, "y", y);
      Requirements.apart(op, "pre", pre, "residual", residual);
    }
  }

  static void backward(
      CheckedBackend backend,
      Dense layer,
      Tensor x,
      Tensor pre,
      Tensor dy,
      Tensor dx,
      DenseGradients gradients) {
    String op = "denseBackward";
    layer(backend, op, layer);
    input(backend, op, layer, x);
    output(backend, op, "dy", layer, x, dy);
    inputsApart(op, "dy", dy, layer, x);
    if (layer.activation() != Activation.IDENTITY) {
      Requirements.that(pre != null, op, "pre must be given", layer.activation(), "null");
    }
    if (pre != null) {
      output(backend, op, "pre", layer, x, pre);
      Requirements.apart(op, "dy", dy, "pre", pre);
    }
    if (dx != null) {
      backend.writes(op, "dx", dx);
      Requirements.matrix(op, "dx", dx, x.rows(), x.columns(), x);
      inputsApart(op, "dx", dx, layer, x);
      Requirements.apart(op, "dx", dx, "dy", dy);
      Requirements.apart(op, "dx", dx, "pre", pre);
    }
    gradient(backend, "dW", gradients.weight(), layer, x, pre, dy, dx);
    Tensor dWeight = gradients.weight();
    Requirements.matrix(
        op, "dW", dWeight, layer.weight().extent(0), layer.weight().extent(1), layer.weight());
    Requirements.that(
        (gradients.bias() == null) == (layer.bias() == null),
        op,
        "db must be null exactly when the bias is,",
        layer.bias(),
        gradients.bias());
    if (gradients.bias() != null) {
      gradient(backend, "db", gradients.bias(), layer, x, pre, dy, dx);
      Requirements.sameSize(op, "db", gradients.bias(), "bias", layer.bias());
      Requirements.apart(op, "db", gradients.bias(), "dW", dWeight);
    }
  }

  private static void gradient(
      CheckedBackend backend,
      String role,
      Tensor gradient,
      Dense layer,
      Tensor x,
      Tensor pre,
      Tensor dy,
      Tensor dx) {
    String op = "denseBackward";
    backend.writes(op, role, gradient);
    inputsApart(op, role, gradient, layer, x);
    Requirements.apart(op, role, gradient, "pre", pre);
    Requirements.apart(op, role, gradient, "dy", dy);
    Requirements.apart(op, role, gradient, "dx", dx);
  }

  private static void layer(CheckedBackend backend, String op, Dense layer) {
    backend.reads(op, "weight", layer.weight());
    Requirements.that(
        layer.weight().size() > 0, op, "weight must have at least one element", layer.weight());
    if (layer.bias() != null) {
      backend.reads(op, "bias", layer.bias());
    }
  }

  private static void input(CheckedBackend backend, String op, Dense layer, Tensor x) {
    backend.reads(op, "x", x);
    Requirements.columns(op, "x", x, layer.inputs(), layer.weight());
  }

  private static void output(
      CheckedBackend backend, String op, String role, Dense layer, Tensor x, Tensor tensor) {
    backend.writes(op, role, tensor);
    if (tensor.rows() != x.rows() || tensor.columns() != layer.outputs()) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s must be [%d, %d] to go with x %s and weight %s (%s), got %s",
              op, role, x.rows(), layer.outputs(), x, layer.weight(), layer.layout(), tensor));
    }
  }

  private static void inputsApart(String op, String role, Tensor output, Dense layer, Tensor x) {
    Requirements.apart(op, role, output, "x", x);
    Requirements.apart(op, role, output, "weight", layer.weight());
    Requirements.apart(op, role, output, "bias", layer.bias());
  }
}
