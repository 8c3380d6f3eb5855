package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.kernels.reference.ReferenceBackend;

/** Runs an inner optimizer on a function given by its gradient, in double precision. */
final class Descent implements AutoCloseable {
  /** Gradient of ‖x‖²/2. */
  static final Gradient HALF_SQUARE =
      (x, gradient) -> System.arraycopy(x, 0, gradient, 0, x.length);

  private final ReferenceBackend backend = ReferenceBackend.inDouble();
  private final InnerOptimizer optimizer;
  private final Tensor parameters;
  private final Tensor gradient;
  private final List<Tensor> state = new ArrayList<>();
  private long steps;

  Descent(InnerOptimizer optimizer, double... start) {
    this.optimizer = optimizer;
    Arena arena = backend.newArena("descent", 8 * Arena.capacityFor(start.length));
    parameters = arena.allocate(start.length);
    gradient = arena.allocate(start.length);
    for (int i = 0; i < optimizer.stateNames().size(); i++) {
      state.add(arena.allocate(start.length));
    }
    backend.write(parameters, start);
  }

  /** Writes the gradient at x. */
  interface Gradient {
    void at(double[] x, double[] gradient);
  }

  /** The schedule is asked with steps counted from this object's first. */
  void run(int count, Schedule schedule, Gradient function) {
    for (int i = 0; i < count; i++) {
      double[] x = parameters();
      double[] g = new double[x.length];
      function.at(x, g);
      step(schedule.at(steps), g);
    }
  }

  void step(double learningRate, double[] g) {
    backend.write(gradient, g);
    optimizer.step(backend, learningRate, steps, parameters, gradient, null, state);
    steps++;
  }

  double[] parameters() {
    return backend.toDoubles(parameters);
  }

  Backend backend() {
    return backend;
  }

  Tensor tensor() {
    return parameters;
  }

  Tensor gradient() {
    return gradient;
  }

  List<Tensor> state() {
    return state;
  }

  static void assertNear(double[] actual, double tolerance, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("coordinate %d", i).isCloseTo(expected[i], within(tolerance));
    }
  }

  @Override
  public void close() {
    backend.close();
  }
}
