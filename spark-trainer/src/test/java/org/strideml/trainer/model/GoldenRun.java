package org.strideml.trainer.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;
import org.strideml.trainer.optim.InnerOptimizer;

/** A model, its optimizer and their memory on one backend: steps one batch at a time. */
final class GoldenRun implements AutoCloseable {
  private final Backend backend;
  private final Model model;
  private final InnerOptimizer optimizer;
  private final double learningRate;
  private final Network network;
  private final Tensor loss;
  private final List<Tensor> state = new ArrayList<>();
  private long steps;

  GoldenRun(Backend backend, Model model, int rows, InnerOptimizer optimizer, double learningRate) {
    this.backend = backend;
    this.model = model;
    this.optimizer = optimizer;
    this.learningRate = learningRate;
    this.network = model.build(backend, rows, true);
    int size = model.layout().trainableSize();
    int states = optimizer.stateNames().size();
    Arena arena =
        backend.newArena("state", Arena.capacityFor(1) + states * Arena.capacityFor(size));
    loss = arena.allocate(1);
    for (int i = 0; i < states; i++) {
      state.add(arena.allocate(size));
    }
  }

  Network network() {
    return network;
  }

  /** Loss and gradients of a batch, no update. */
  double gradients(Batch batch) {
    network.lossAndGradients(batch, loss);
    return doubles(loss)[0];
  }

  /** One whole training step; the loss is that before the update. */
  double step(Batch batch) {
    double value = gradients(batch);
    optimizer.step(
        backend,
        learningRate,
        steps,
        network.parameters().slice(0, model.layout().trainableSize()),
        network.gradients(),
        null,
        state);
    steps++;
    return value;
  }

  /** As exactly as the backend holds them. */
  double[] doubles(Tensor tensor) {
    if (backend instanceof ReferenceBackend reference) {
      return reference.toDoubles(tensor);
    }
    float[] floats = tensor.toArray();
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** Writes the named arrays of a golden file to where the layout has them. */
  void writeParameters(JsonNode named) {
    ParameterLayout layout = model.layout();
    for (Iterator<Map.Entry<String, JsonNode>> it = named.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      ParameterSlice slice = layout.slice(entry.getKey());
      double[] values = Golden.doubles(entry.getValue());
      Tensor target = network.parameters().slice(slice.offset(), slice.shape());
      if (backend instanceof ReferenceBackend reference) {
        reference.write(target, values);
      } else {
        target.write(Golden.toFloats(values), 0);
      }
    }
  }

  /** Euclidean norm of the gradient of the named tensor. */
  double gradientNorm(String name) {
    ParameterSlice slice = model.layout().slice(name);
    double sum = 0;
    for (double value : doubles(network.gradients().slice(slice.offset(), slice.shape()))) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  double[] parameters(String name) {
    ParameterSlice slice = model.layout().slice(name);
    return doubles(network.parameters().slice(slice.offset(), slice.shape()));
  }

  @Override
  public void close() {
    backend.close();
  }
}
