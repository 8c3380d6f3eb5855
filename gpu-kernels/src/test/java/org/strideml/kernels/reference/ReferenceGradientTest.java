package org.strideml.kernels.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.strideml.kernels.Activation;
import org.strideml.kernels.AttentionShape;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Dense.Layout;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Dropout;
import org.strideml.kernels.Indices;
import org.strideml.kernels.LossOperations;
import org.strideml.kernels.SparseMatrix;
import org.strideml.kernels.Tensor;

/** Every backward operation but those of images. */
class ReferenceGradientTest extends CentralDifferences {
  @ParameterizedTest
  @EnumSource(Activation.class)
  void denseInOut(Activation activation) {
    dense(Layout.IN_OUT, activation);
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void denseOutIn(Activation activation) {
    dense(Layout.OUT_IN, activation);
  }

  private void dense(Layout layout, Activation activation) {
    Tensor x = normal(4, 5);
    Tensor weight = layout == Layout.IN_OUT ? normal(5, 3) : normal(3, 5);
    Tensor bias = normal(3);
    Dense layer = new Dense(weight, bias, layout, activation);
    Tensor pre = arena.allocate(4, 3);
    Tensor y = arena.allocate(4, 3);
    Tensor dy = normal(4, 3);
    double[] weighting = backend.toDoubles(dy);
    Tensor dx = arena.allocate(4, 5);
    Tensor dWeight = arena.allocate(weight.shape());
    Tensor dBias = arena.allocate(3);
    Runnable forward = () -> backend.denseForward(layer, x, null, pre, y);
    forward.run();
    backend.denseBackward(layer, x, pre, dy, dx, new DenseGradients(dWeight, dBias));
    check(forward, y, weighting, List.of(x, weight, bias), List.of(dx, dWeight, dBias));
  }

  @Test
  void softmaxCrossEntropy() {
    Tensor logits = normal(4, 6);
    Tensor dLogits = arena.allocate(4, 6);
    Tensor loss = arena.allocate(1);
    Indices targets = indices(0, 5, 3, 3);
    Runnable forward =
        () -> backend.losses().softmaxCrossEntropy(logits, targets, null, null, loss);
    backend.losses().softmaxCrossEntropy(logits, targets, null, dLogits, loss);
    check(forward, loss, new double[] {1}, List.of(logits), List.of(dLogits));
  }

  @Test
  void weightedSoftmaxCrossEntropy() {
    Tensor logits = normal(4, 6);
    Tensor weights = normal(4);
    Tensor dLogits = arena.allocate(4, 6);
    Tensor loss = arena.allocate(1);
    Indices targets = indices(0, 5, 3, 3);
    LossOperations losses = backend.losses();
    losses.softmaxCrossEntropy(logits, targets, weights, dLogits, loss);
    check(
        () -> losses.softmaxCrossEntropy(logits, targets, weights, null, loss),
        loss,
        new double[] {1},
        List.of(logits),
        List.of(dLogits));
  }

  @Test
  void sigmoidCrossEntropy() {
    Tensor logits = normal(4, 3);
    Tensor targets = normal(4, 3);
    Tensor weights = normal(4);
    Tensor dLogits = arena.allocate(4, 3);
    Tensor loss = arena.allocate(1);
    LossOperations losses = backend.losses();
    losses.sigmoidCrossEntropy(logits, targets, weights, dLogits, loss);
    check(
        () -> losses.sigmoidCrossEntropy(logits, targets, weights, null, loss),
        loss,
        new double[] {1},
        List.of(logits),
        List.of(dLogits));
  }

  @Test
  void squaredError() {
    Tensor predictions = normal(4, 3);
    Tensor targets = normal(4, 3);
    Tensor weights = normal(4);
    Tensor gradient = arena.allocate(4, 3);
    Tensor loss = arena.allocate(1);
    LossOperations losses = backend.losses();
    losses.squaredError(predictions, targets, weights, gradient, loss);
    check(
        () -> losses.squaredError(predictions, targets, weights, null, loss),
        loss,
        new double[] {1},
        List.of(predictions),
        List.of(gradient));
  }

  @Test
  void dropout() {
    Tensor x = normal(4, 6);
    Tensor y = arena.allocate(4, 6);
    Tensor dy = normal(4, 6);
    Tensor dx = arena.allocate(4, 6);
    Dropout dropout = new Dropout(0.4f, 7, 9);
    backend.dropout(dropout, dy, dx);
    check(() -> backend.dropout(dropout, x, y), y, backend.toDoubles(dy), List.of(x), List.of(dx));
  }

  @Test
  void embedding() {
    Indices tokens = indices(2, 0, 2, 1, 2, 0);
    Tensor table = normal(3, 4);
    Tensor positions = normal(3, 4);
    Tensor out = arena.allocate(2, 3, 4);
    Tensor dOut = normal(2, 3, 4);
    Tensor dTable = arena.allocate(3, 4);
    Tensor dPositions = arena.allocate(3, 4);
    backend.sequence().embeddingBackward(tokens, dOut, dTable, dPositions);
    check(
        () -> backend.sequence().embeddingForward(tokens, table, positions, out),
        out,
        backend.toDoubles(dOut),
        List.of(table, positions),
        List.of(dTable, dPositions));
  }

  @Test
  void layerNorm() {
    Tensor x = normal(4, 5);
    Tensor gamma = normal(5);
    Tensor beta = normal(5);
    Tensor y = arena.allocate(4, 5);
    Tensor statistics = arena.allocate(4, 2);
    Tensor dy = normal(4, 5);
    Tensor dx = arena.allocate(4, 5);
    Tensor dGamma = arena.allocate(5);
    Tensor dBeta = arena.allocate(5);
    Runnable forward =
        () -> backend.sequence().layerNormForward(x, gamma, beta, 1e-5f, y, statistics);
    forward.run();
    backend.sequence().layerNormBackward(x, gamma, statistics, dy, dx, dGamma, dBeta);
    check(forward, y, backend.toDoubles(dy), List.of(x, gamma, beta), List.of(dx, dGamma, dBeta));
  }

  @Test
  void attention() {
    AttentionShape shape = new AttentionShape(2, 4, 2, 3);
    Tensor qkv = normal(8, 18);
    Tensor probabilities = arena.allocate(2, 2, 4, 4);
    Tensor out = arena.allocate(8, 6);
    Tensor dOut = normal(8, 6);
    Tensor dQkv = arena.allocate(8, 18);
    Runnable forward = () -> backend.sequence().attentionForward(shape, qkv, probabilities, out);
    forward.run();
    backend.sequence().attentionBackward(shape, qkv, probabilities, dOut, dQkv);
    check(forward, out, backend.toDoubles(dOut), List.of(qkv), List.of(dQkv));
  }

  @Test
  void sparseProduct() {
    SparseMatrix x = sparse();
    Tensor block = normal(x.touched(), 3);
    Tensor bias = normal(3);
    Tensor y = arena.allocate(3, 3);
    Tensor dy = normal(3, 3);
    Tensor dBlock = arena.allocate(x.touched(), 3);
    Tensor dBias = arena.allocate(3);
    backend.sparse().productBackward(x, dy, dBlock, dBias);
    check(
        () -> backend.sparse().productForward(x, block, bias, y),
        y,
        backend.toDoubles(dy),
        List.of(block, bias),
        List.of(dBlock, dBias));
  }

  @Test
  void interactions() {
    SparseMatrix x = sparse();
    Tensor block = normal(x.touched(), 4);
    Tensor sums = arena.allocate(3, 4);
    Tensor y = arena.allocate(3, 1);
    Tensor dy = normal(3, 1);
    Tensor dBlock = arena.allocate(x.touched(), 4);
    Runnable forward =
        () -> {
          backend.fill(y, 0);
          backend.sparse().interactionForward(x, block, sums, y);
        };
    forward.run();
    backend.sparse().interactionBackward(x, block, sums, dy, dBlock);
    check(forward, y, backend.toDoubles(dy), List.of(block), List.of(dBlock));
  }

  /** The definition, by the double sum over pairs. */
  @Test
  void interactionsAreThoseOfAllPairs() {
    SparseMatrix x = sparse();
    Tensor block = normal(x.touched(), 4);
    Tensor y = arena.allocate(3, 1);
    backend.sparse().interactionForward(x, block, arena.allocate(3, 4), y);
    double[] v = backend.toDoubles(block);
    for (int row = 0; row < 3; row++) {
      double expected = 0;
      for (int a = x.start(row); a < x.start(row + 1); a++) {
        for (int b = a + 1; b < x.start(row + 1); b++) {
          double inner = 0;
          for (int f = 0; f < 4; f++) {
            inner += v[4 * x.place(a) + f] * v[4 * x.place(b) + f];
          }
          expected += inner * x.value(a) * x.value(b);
        }
      }
      assertThat(backend.toDoubles(y)[row]).isCloseTo(expected, within(1e-12));
    }
  }

  private static SparseMatrix sparse() {
    SparseMatrix x = new SparseMatrix(20);
    x.write(
        3,
        new int[] {0, 3, 4, 8},
        new int[] {5, 17, 0, 17, 0, 5, 19, 11},
        new float[] {1, -0.5f, 2, 0.25f, 1.5f, 1, -1, 3});
    return x;
  }

  @Test
  void rmsNorm() {
    Tensor x = normal(4, 5);
    Tensor gamma = normal(5);
    Tensor y = arena.allocate(4, 5);
    Tensor statistics = arena.allocate(4, 1);
    Tensor dy = normal(4, 5);
    Tensor dx = arena.allocate(4, 5);
    Tensor dGamma = arena.allocate(5);
    Runnable forward = () -> backend.sequence().rmsNormForward(x, gamma, 1e-6f, y, statistics);
    forward.run();
    backend.sequence().rmsNormBackward(x, gamma, statistics, dy, dx, dGamma);
    check(forward, y, backend.toDoubles(dy), List.of(x, gamma), List.of(dx, dGamma));
  }

  /** Turning is in place, so a copy is turned and the gradient of the copy is turned back. */
  @Test
  void rotary() {
    AttentionShape shape = new AttentionShape(2, 3, 2, 4);
    Tensor angles = arena.allocate(3, 4);
    backend.sequence().rotaryAngles(50, angles);
    Tensor qkv = normal(6, 24);
    Tensor turned = arena.allocate(6, 24);
    Tensor weights = normal(6, 24);
    double[] weighting = backend.toDoubles(weights);
    Runnable forward =
        () -> {
          backend.copy(qkv, turned);
          backend.sequence().rotaryForward(shape, angles, turned);
        };
    backend.sequence().rotaryBackward(shape, angles, weights);
    check(forward, turned, weighting, List.of(qkv), List.of(weights));
  }

  @Test
  void swiglu() {
    Tensor gateUp = normal(3, 8);
    Tensor y = arena.allocate(3, 4);
    Tensor dy = normal(3, 4);
    Tensor dGateUp = arena.allocate(3, 8);
    backend.sequence().swigluBackward(gateUp, dy, dGateUp);
    check(
        () -> backend.sequence().swigluForward(gateUp, y),
        y,
        backend.toDoubles(dy),
        List.of(gateUp),
        List.of(dGateUp));
  }
}
