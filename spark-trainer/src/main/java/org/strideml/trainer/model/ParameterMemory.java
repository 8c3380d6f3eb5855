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
    parameters = allocate(backend, "parameters", layout.size());
    gradients = training ? allocate(backend, "gradients", layout.trainableSize()) : null;
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

  private static Tensor allocate(Backend backend, String name, int size) {
    return backend.newArena(name, Arena.capacityFor(size)).allocate(size);
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

  /** RMS normalization by {@code name.weight}. */
  RmsNormLayer rmsNorm(String name, float epsilon) {
    String gamma = name + ".weight";
    return new RmsNormLayer(parameter(gamma), epsilon, gradient(gamma));
  }

  /**
   * Layers of the same input as one, without biases: weights {@code name.weight}, out × in, that
   * follow each other in the layout.
   */
  DenseLayer stacked(String... names) {
    ParameterSlice first = layout.slice(names[0] + ".weight");
    int outputs = 0;
    for (String name : names) {
      ParameterSlice slice = layout.slice(name + ".weight");
      int inputs = slice.shape()[1];
      if (slice.offset() != first.offset() + outputs * inputs || inputs != first.shape()[1]) {
        throw new IllegalArgumentException(name + " does not follow the layers before it");
      }
      outputs += slice.shape()[0];
    }
    int[] shape = {outputs, first.shape()[1]};
    Dense layer =
        new Dense(
            parameters.slice(first.offset(), shape),
            null,
            Dense.Layout.OUT_IN,
            Activation.IDENTITY);
    Tensor gradient = training() ? gradients.slice(first.offset(), shape) : null;
    return new DenseLayer(layer, gradient, null);
  }
}
