package org.strideml.kernels.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Tensor;

/**
 * Checks backward operations in double against central differences of forward ones. The scalar is a
 * fixed random weighting of the output, so its gradient by the output is that weighting.
 */
abstract class CentralDifferences {
  private static final double STEP = 1e-5;
  // Truncation is of order STEP², cancellation of order 1e-16 / STEP.
  private static final double TOLERANCE = 1e-8;

  private final Random random = new Random(17);
  final ReferenceBackend backend = ReferenceBackend.inDouble();
  final Arena arena = backend.newArena("all", 1 << 16);

  @AfterEach
  final void close() {
    backend.close();
  }

  final void check(
      Runnable forward,
      Tensor output,
      double[] weighting,
      List<Tensor> inputs,
      List<Tensor> gradients) {
    for (int t = 0; t < inputs.size(); t++) {
      double[] values = backend.toDoubles(inputs.get(t));
      double[] gradient = backend.toDoubles(gradients.get(t));
      for (int i = 0; i < values.length; i++) {
        double original = values[i];
        values[i] = original + STEP;
        double above = weighted(forward, inputs.get(t), values, output, weighting);
        values[i] = original - STEP;
        double below = weighted(forward, inputs.get(t), values, output, weighting);
        values[i] = original;
        backend.write(inputs.get(t), values);
        double difference = (above - below) / (2 * STEP);
        assertThat(gradient[i])
            .as("derivative by element %d of input %d", i, t)
            .isCloseTo(difference, within(TOLERANCE * (1 + Math.abs(difference))));
      }
    }
  }

  private double weighted(
      Runnable forward, Tensor input, double[] values, Tensor output, double[] weighting) {
    backend.write(input, values);
    forward.run();
    double[] y = backend.toDoubles(output);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weighting[i] * y[i];
    }
    return sum;
  }

  /** A new tensor of standard normal numbers. */
  final Tensor normal(int... shape) {
    Tensor tensor = arena.allocate(shape);
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    backend.write(tensor, values);
    return tensor;
  }

  final Indices indices(int... numbers) {
    Indices indices = backend.newIndices(numbers.length);
    indices.write(numbers, 0, numbers.length);
    return indices;
  }
}
