package org.strideml.trainer.optim;

import java.io.Serializable;
import java.util.List;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.RandomKey;

/**
 * The update a worker makes after each local step.
 *
 * <p>The object is configuration only. Its state is as many vectors of the parameters' size as
 * {@link #stateNames} has names, plus a count of steps taken; the caller owns both, so that they
 * can be kept on an executor, reset or saved.
 */
public interface InnerOptimizer extends Serializable {
  /** Its name in a configuration. */
  String type();

  /** Names of the state vectors, such as {@code m, v}; all start at zero. */
  List<String> stateNames();

  /**
   * Of these, the vectors that mean something between rounds, which workers carry and methods that
   * bring workers' states together send; the others are scratch of a step.
   */
  default List<String> sharedNames() {
    return stateNames();
  }

  /**
   * The same optimizer for a batch that is {@code factor} times as large, by the square-root rule
   * (Malladi et al., 2022); the learning rate is the schedule's.
   *
   * @throws IllegalArgumentException when the rule does not reach that far, or is none for it
   */
  default InnerOptimizer forBatch(double factor) {
    throw new IllegalArgumentException(
        "the square-root rule is for optimizers that divide by the gradient's scale, not for "
            + type());
  }

  /**
   * Before a round's first step; nothing for most.
   *
   * @param rounds that have gone into the state before this one
   * @param state in the order of {@link #stateNames}
   */
  default void begin(Backend backend, long rounds, List<Tensor> state) {}

  /**
   * After a round's last step; nothing for most.
   *
   * @param pass the batch of that step; what its gradients are afterwards is nobody's concern, its
   *     parameters must be as they were
   * @param key random bits for this worker and round
   * @param state in the order of {@link #stateNames}
   */
  default void end(Backend backend, GradientPass pass, RandomKey key, List<Tensor> state) {}

  /**
   * One step in place.
   *
   * @param learningRate of this step
   * @param stateSteps steps taken since the state was zero, this one excluded
   * @param gradientScale one element multiplied onto the gradient, or {@code null}
   * @param state in the order of {@link #stateNames}
   */
  void step(
      Backend backend,
      double learningRate,
      long stateSteps,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      List<Tensor> state);
}
