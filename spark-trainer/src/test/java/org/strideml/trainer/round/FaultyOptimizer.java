package org.strideml.trainer.round;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.InnerOptimizer;

/** AdamW during whose steps something happens to the backend. Steps are counted in this JVM. */
public final class FaultyOptimizer implements InnerOptimizer {
  private static final long serialVersionUID = 1L;
  private static final Map<String, AtomicInteger> STEPS = new ConcurrentHashMap<>();

  /** What happens; found by name because an optimizer is sent to tasks. */
  public enum Fault {
    NONE(backend -> {}),
    MOVED_ARRAY(org.strideml.kernels.opencl.Faults::moveArray),
    BROKEN_DEVICE(org.strideml.kernels.opencl.Faults::breakDevice);

    private final Consumer<Backend> effect;

    Fault(Consumer<Backend> effect) {
      this.effect = effect;
    }
  }

  private final AdamW optimizer = new AdamW(0.9, 0.99, 1e-8, 0.01);
  private final String id;
  private final Fault fault;
  private final int atStep;

  /**
   * @param id counts steps; differs between tests
   * @param atStep of all workers together, counted from 1, attempts included; only there it happens
   */
  public FaultyOptimizer(String id, Fault fault, int atStep) {
    this.id = id;
    this.fault = fault;
    this.atStep = atStep;
  }

  /** Steps made so far, attempts that failed included. */
  public static int steps(String id) {
    return STEPS.getOrDefault(id, new AtomicInteger()).get();
  }

  @Override
  public String type() {
    return optimizer.type();
  }

  @Override
  public List<String> stateNames() {
    return optimizer.stateNames();
  }

  @Override
  public void step(
      Backend backend,
      double learningRate,
      long stateSteps,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      List<Tensor> state) {
    if (STEPS.computeIfAbsent(id, any -> new AtomicInteger()).incrementAndGet() == atStep) {
      fault.effect.accept(backend);
    }
    optimizer.step(backend, learningRate, stateSteps, parameters, gradient, gradientScale, state);
  }
}
