package org.strideml.trainer.model;

import java.util.EnumSet;
import java.util.Set;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.Operation;
import org.strideml.kernels.Tensor;

/**
 * A network's parameters and, when it trains, their gradients: one arena each, so that a backend
 * may keep prepared weights while nothing but activations and gradients change.
 */
final class ParameterMemory {
  private final ParameterLayout layout;
  private final Tensor parameters;
  private final Tensor gradients;

  ParameterMemory(Model model, Backend backend, boolean training) {
    requireOperations(model, backend);
    layout = model.layout();
    parameters = allocate(backend, "parameters");
    gradients = training ? allocate(backend, "gradients") : null;
  }

  /**
   * @throws IllegalArgumentException when the backend lacks an operation the model needs
   */
  static void requireOperations(Model model, Backend backend) {
    Set<Operation> missing = EnumSet.copyOf(model.operations());
    missing.removeAll(backend.operations());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "a model of type %s needs the operations %s, backend %s lacks %s; choose another"
                  + " backend.type, such as cpu",
              model.type(), model.operations(), backend.name(), missing));
    }
  }

  private Tensor allocate(Backend backend, String name) {
    return backend.newArena(name, Arena.capacityFor(layout.size())).allocate(layout.size());
  }

  boolean training() {
    return gradients != null;
  }

  Tensor parameters() {
    return parameters;
  }

  Tensor gradients() {
    if (gradients == null) {
      throw builtForEvaluation();
    }
    return gradients;
  }

  static IllegalStateException builtForEvaluation() {
    return new IllegalStateException(
        "this network was built for evaluation and has no gradients; build it with training ="
            + " true");
  }

  /** The parameter of that name. */
  Tensor parameter(String name) {
    return cut(parameters, name);
  }

  /** The gradient of that name; {@code null} in a network for evaluation. */
  Tensor gradient(String name) {
    return training() ? cut(gradients, name) : null;
  }

  private Tensor cut(Tensor flat, String name) {
    ParameterSlice slice = layout.slice(name);
    return flat.slice(slice.offset(), slice.shape());
  }

  /** The dense layer {@code name.weight}, {@code name.bias}. */
  DenseLayer dense(String name, Dense.Layout order, Activation activation) {
    String weight = name + ".weight";
    String bias = name + ".bias";
    Dense layer = new Dense(parameter(weight), parameter(bias), order, activation);
    return new DenseLayer(layer, gradient(weight), gradient(bias));
  }

  /** The layer normalization {@code name.weight}, {@code name.bias}. */
  NormLayer norm(String name, float epsilon) {
    String gamma = name + ".weight";
    String beta = name + ".bias";
    return new NormLayer(
        parameter(gamma), parameter(beta), epsilon, gradient(gamma), gradient(beta));
  }
}
