package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.strideml.kernels.Backend;
import org.strideml.kernels.GrowingVector;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.model.Network;
import org.strideml.trainer.model.TouchedParameters;
import org.strideml.trainer.optim.InnerOptimizer;

/**
 * Moves a network's parameters by its gradients: all of them, or those its batch has touched. Any
 * optimizer runs unchanged on the packed values and state of the latter.
 */
final class LocalStep {
  private final Backend backend;
  private final InnerOptimizer optimizer;
  private final Network network;
  private final List<Tensor> moments;

  /** What an optimizer moves when a step changes all: parameters without statistics. */
  private Tensor trained;

  private final List<GrowingVector> memory = new ArrayList<>();
  private final List<Tensor> packed = new ArrayList<>();

  /**
   * @param moments the optimizer's vectors, each laid out as the parameters that are trained
   */
  LocalStep(Backend backend, InnerOptimizer optimizer, Network network, List<Tensor> moments) {
    this.backend = backend;
    this.optimizer = optimizer;
    this.network = network;
    this.moments = moments;
    if (network.touched().isPresent()) {
      moments.forEach(
          moment -> memory.add(new GrowingVector(backend, "touched state", moment.size())));
    }
  }

  /**
   * @param stateSteps steps since the moments were zero
   * @param scale multiplied onto the gradient, or {@code null} for 1
   */
  void run(double learningRate, long stateSteps, Tensor scale) {
    Optional<TouchedParameters> touched = network.touched();
    Tensor gradients = network.gradients();
    if (touched.isEmpty()) {
      if (trained == null) {
        trained = network.parameters().slice(0, gradients.size());
      }
      optimizer.step(backend, learningRate, stateSteps, trained, gradients, scale, moments);
    } else {
      run(touched.get(), gradients, learningRate, stateSteps, scale);
    }
  }

  private void run(
      TouchedParameters touched,
      Tensor gradients,
      double learningRate,
      long stateSteps,
      Tensor scale) {
    pack(touched);
    optimizer.step(backend, learningRate, stateSteps, touched.values(), gradients, scale, packed);
    touched.scatter(touched.values(), network.parameters());
    for (int i = 0; i < moments.size(); i++) {
      touched.scatter(packed.get(i), moments.get(i));
    }
  }

  private void pack(TouchedParameters touched) {
    packed.clear();
    for (int i = 0; i < moments.size(); i++) {
      packed.add(memory.get(i).first(touched.size()));
      touched.gather(moments.get(i), packed.get(i));
    }
  }
}
