package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.quantization.RandomKey;

/**
 * Compares a network's gradient with central differences of its loss, in double precision: (f(x +
 * h) − f(x − h)) / 2h with error O(h²).
 */
final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;

  private GradientCheck() {}

  /**
   * @param samplesPerTensor indices drawn from each named tensor, its first and last always among
   *     them
   */
  static void check(Model model, Batch batch, long seed, int samplesPerTensor) {
    try (ReferenceBackend backend = ReferenceBackend.inDouble()) {
      Network network = model.build(backend, batch.capacity(), true);
      Tensor loss = backend.newArena("loss", 16).allocate(1);
      double[] parameters = perturbed(model, seed);
      backend.write(network.parameters(), parameters);
      network.lossAndGradients(batch, loss);
      double[] gradients = backend.toDoubles(whole(backend, network));
      RandomKey key = RandomKey.of(seed);
      for (ParameterSlice slice : trained(model.layout())) {
        for (int sample = 0; sample < samplesPerTensor; sample++) {
          int within = sampledIndex(slice, key.child(slice.offset()), sample);
          int index = slice.offset() + within;
          double expected =
              (lossAt(backend, network, batch, loss, parameters, index, STEP)
                      - lossAt(backend, network, batch, loss, parameters, index, -STEP))
                  / (2 * STEP);
          double error = Math.abs(gradients[index] - expected) / Math.max(1, Math.abs(expected));
          assertThat(error)
              .as(
                  "%s[%d], seed %d: gradient %s, central difference %s",
                  slice.name(), within, seed, gradients[index], expected)
              .isLessThan(TOLERANCE);
        }
      }
    }
  }

  /** The gradient laid out as the parameters, zero where a batch has touched nothing. */
  private static Tensor whole(ReferenceBackend backend, Network network) {
    if (network.touched().isEmpty()) {
      return network.gradients();
    }
    int size = network.parameters().size();
    Tensor whole = backend.newArena("whole gradient", size).allocate(size);
    network.touched().get().scatter(network.gradients(), whole);
    return whole;
  }

  /** Initial weights moved a little, so that zero biases and unit scales are not special. */
  private static double[] perturbed(Model model, long seed) {
    float[] initial = model.initialParameters(seed);
    RandomKey key = RandomKey.of(seed).child(1);
    double[] parameters = new double[initial.length];
    for (int i = 0; i < initial.length; i++) {
      parameters[i] = initial[i] + 0.1 * key.gaussian(i);
    }
    return parameters;
  }

  private static List<ParameterSlice> trained(ParameterLayout layout) {
    return layout.slices().stream()
        .filter(slice -> slice.offset() < layout.trainableSize())
        .toList();
  }

  private static int sampledIndex(ParameterSlice slice, RandomKey key, int sample) {
    return switch (sample) {
      case 0 -> 0;
      case 1 -> slice.size() - 1;
      default -> key.below(slice.size(), sample);
    };
  }

  private static double lossAt(
      ReferenceBackend backend,
      Network network,
      Batch batch,
      Tensor loss,
      double[] parameters,
      int index,
      double shift) {
    double before = parameters[index];
    parameters[index] = before + shift;
    backend.write(network.parameters(), parameters);
    parameters[index] = before;
    // Of a training pass: one for evaluation would normalize by other statistics.
    network.lossAndGradients(batch, loss);
    return backend.toDoubles(loss)[0];
  }
}
