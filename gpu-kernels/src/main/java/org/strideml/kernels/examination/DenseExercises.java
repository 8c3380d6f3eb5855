package org.strideml.kernels.examination;

import java.util.List;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Operation;
import org.strideml.kernels.Tensor;

/** Dense layers and losses. */
final class DenseExercises {
  private static final int ROWS = 65;
  private static final int INPUTS = 130;
  private static final int OUTPUTS = 97;

  private DenseExercises() {}

  static List<Exercise> all() {
    return List.of(
        new Exercise(Operation.DENSE, "denseForward", DenseExercises::forward),
        new Exercise(Operation.DENSE, "denseBackward", DenseExercises::backward),
        new Exercise(Operation.LOSS, "softmaxCrossEntropy", DenseExercises::softmax),
        new Exercise(Operation.LOSS, "sigmoidCrossEntropy", DenseExercises::sigmoid),
        new Exercise(Operation.LOSS, "squaredError", DenseExercises::squares));
  }

  private static Dense layer(Workbench bench) {
    Tensor weight = bench.weights(1 / Math.sqrt(INPUTS), INPUTS, OUTPUTS);
    return new Dense(weight, bench.normal(OUTPUTS), Layout.IN_OUT, Activation.GELU);
  }

  private static Runnable forward(Workbench bench) {
    Dense layer = layer(bench);
    Tensor x = bench.normal(ROWS, INPUTS);
    Tensor residual = bench.normal(ROWS, OUTPUTS);
    Tensor pre = bench.result(Bounds.sums(INPUTS), ROWS, OUTPUTS);
    Tensor y = bench.result(Bounds.sums(INPUTS), ROWS, OUTPUTS);
    return () -> bench.backend().denseForward(layer, x, residual, pre, y);
  }

  private static Runnable backward(Workbench bench) {
    Dense layer = layer(bench);
    Tensor x = bench.normal(ROWS, INPUTS);
    Tensor pre = bench.normal(ROWS, OUTPUTS);
    Tensor dy = bench.changed(Bounds.elementwise(), ROWS, OUTPUTS);
    Tensor dx = bench.result(Bounds.sums(OUTPUTS), ROWS, INPUTS);
    Tensor dWeight = bench.result(Bounds.sums(ROWS), INPUTS, OUTPUTS);
    Tensor dBias = bench.result(Bounds.sums(ROWS), OUTPUTS);
    DenseGradients gradients = new DenseGradients(dWeight, dBias);
    return () -> bench.backend().denseBackward(layer, x, pre, dy, dx, gradients);
  }

  private static Runnable softmax(Workbench bench) {
    Tensor logits = bench.normal(ROWS, OUTPUTS);
    Indices targets = bench.indices(ROWS, OUTPUTS);
    Tensor weights = bench.positive(ROWS);
    Tensor gradient = bench.result(Bounds.elementwise(), ROWS, OUTPUTS);
    Tensor loss = bench.result(Bounds.sums(OUTPUTS), 1);
    return () ->
        bench.backend().losses().softmaxCrossEntropy(logits, targets, weights, gradient, loss);
  }

  private static Runnable sigmoid(Workbench bench) {
    Tensor logits = bench.normal(ROWS, OUTPUTS);
    Tensor targets = bench.activated(ROWS, OUTPUTS);
    Tensor weights = bench.positive(ROWS);
    Tensor gradient = bench.result(Bounds.elementwise(), ROWS, OUTPUTS);
    Tensor loss = bench.result(Bounds.sums(OUTPUTS), 1);
    return () ->
        bench.backend().losses().sigmoidCrossEntropy(logits, targets, weights, gradient, loss);
  }

  private static Runnable squares(Workbench bench) {
    Tensor predictions = bench.normal(ROWS, OUTPUTS);
    Tensor targets = bench.normal(ROWS, OUTPUTS);
    Tensor weights = bench.positive(ROWS);
    Tensor gradient = bench.result(Bounds.elementwise(), ROWS, OUTPUTS);
    Tensor loss = bench.result(Bounds.sums(OUTPUTS), 1);
    return () ->
        bench.backend().losses().squaredError(predictions, targets, weights, gradient, loss);
  }
}
