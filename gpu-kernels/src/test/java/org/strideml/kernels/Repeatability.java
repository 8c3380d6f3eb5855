package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.strideml.kernels.Dense.Layout;

/** The same inputs give the same bits, whatever a backend did before. */
final class Repeatability {
  private Repeatability() {}

  static Stream<DynamicTest> tests(Fixture fixture, Supplier<Backend> fresh) {
    return Stream.of(
        dynamicTest(
            "of a used and a fresh backend",
            () -> {
              // Both before the first operation: some backends fix their memory there.
              Training training = new Training(fixture.tested());
              Training again = new Training(fixture.tested());
              float[] first = training.run(3);
              float[] second = again.run(3);
              assertThat(second).isEqualTo(first);
              try (Backend other = fresh.get()) {
                assertThat(new Training(other).run(3)).isEqualTo(first);
              }
            }));
  }

  /** A few steps of a network of two layers, as far as the backend's operations go. */
  static final class Training {
    private final Backend backend;
    private final Tensor parameters;
    private final Tensor gradient;
    private final Tensor momentum;
    private final Tensor x;
    private final Tensor pre;
    private final Tensor hidden;
    private final Tensor dHidden;
    private final Tensor logits;
    private final Tensor loss;
    private final Indices targets;

    Training(Backend backend) {
      this.backend = backend;
      Arena weights = backend.newArena("parameters", 40 * 50 + 50 + 10 * 50 + 64);
      Arena rest = backend.newArena("activations", 1 << 16);
      parameters = weights.allocate(40 * 50 + 50 + 10 * 50);
      gradient = rest.allocate(parameters.size());
      momentum = rest.allocate(parameters.size());
      x = rest.allocate(33, 40);
      pre = rest.allocate(33, 50);
      hidden = rest.allocate(33, 50);
      dHidden = rest.allocate(33, 50);
      logits = rest.allocate(33, 10);
      loss = rest.allocate(1);
      targets = backend.newIndices(33);
    }

    float[] run(int steps) {
      Random random = new Random(99);
      parameters.write(Fixture.normal(random, 0.2, parameters.size()), 0);
      Dense first = first(parameters, Activation.GELU);
      Dense second = second(parameters);
      for (int step = 0; step < steps; step++) {
        x.write(Fixture.normal(random, 1, x.size()), 0);
        targets.write(random.ints(33, 0, 10).toArray(), 0, 33);
        backend.denseForward(first, x, null, pre, hidden);
        backend.denseForward(second, hidden, null, null, logits);
        backend.losses().softmaxCrossEntropy(logits, targets, null, logits, loss);
        backend.denseBackward(
            second,
            hidden,
            null,
            logits,
            dHidden,
            new DenseGradients(second(gradient).weight(), null));
        Dense dFirst = first(gradient, Activation.GELU);
        backend.denseBackward(
            first, x, pre, dHidden, null, new DenseGradients(dFirst.weight(), dFirst.bias()));
        SgdStep sgd = new SgdStep(0.1f, 0.9f, false, 0.01f);
        backend.sgd(sgd, parameters, gradient, null, momentum);
      }
      return parameters.toArray();
    }

    private static Dense first(Tensor flat, Activation activation) {
      return new Dense(flat.slice(0, 40, 50), flat.slice(40 * 50, 50), Layout.IN_OUT, activation);
    }

    private static Dense second(Tensor flat) {
      return new Dense(flat.slice(40 * 50 + 50, 10, 50), null, Layout.OUT_IN, Activation.IDENTITY);
    }
  }
}
