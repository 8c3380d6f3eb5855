package org.strideml.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Activation;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Dense;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Indices;
import org.strideml.kernels.Tensor;

/** Each backend has memory and kernel of its own. */
class TwoBackendsTest {
  @Test
  void twoThreadsGetWhatOneGets() throws Exception {
    AnyDevice.require();
    float[] one = train(1);
    float[] two = train(2);
    assertThat(two).isNotEqualTo(one);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 3; round++) {
        List<Callable<float[]>> both = List.of(() -> train(1), () -> train(2));
        List<Future<float[]>> results = threads.invokeAll(both);
        assertThat(results.get(0).get()).isEqualTo(one);
        assertThat(results.get(1).get()).isEqualTo(two);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static float[] train(long seed) {
    Random random = new Random(seed);
    try (OpenClBackend backend = AnyDevice.open()) {
      Arena parameters = backend.newArena("parameters", Arena.capacityFor(30 * 7));
      Arena rest = backend.newArena("rest", 4096);
      Tensor weight = parameters.allocate(30, 7);
      Tensor dWeight = rest.allocate(30, 7);
      Tensor m = rest.allocate(30 * 7);
      Tensor v = rest.allocate(30 * 7);
      Tensor x = rest.allocate(20, 30);
      Tensor logits = rest.allocate(20, 7);
      Tensor loss = rest.allocate(1);
      Indices targets = backend.newIndices(20);
      Dense layer = new Dense(weight, null, Dense.Layout.IN_OUT, Activation.IDENTITY);
      for (int step = 1; step <= 20; step++) {
        x.write(values(random, x.size()), 0);
        targets.write(random.ints(20, 0, 7).toArray(), 0, 20);
        backend.denseForward(layer, x, null, null, logits);
        backend.losses().softmaxCrossEntropy(logits, targets, null, logits, loss);
        backend.denseBackward(layer, x, null, logits, null, new DenseGradients(dWeight, null));
        backend.adamW(
            new AdamWStep(
                0.01f, 0.9f, 0.99f, 1e-8f, 0.1f, 1 - Math.pow(0.9, step), 1 - Math.pow(0.99, step)),
            weight.slice(0, weight.size()),
            dWeight.slice(0, weight.size()),
            null,
            m,
            v);
      }
      return weight.toArray();
    }
  }

  private static float[] values(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
