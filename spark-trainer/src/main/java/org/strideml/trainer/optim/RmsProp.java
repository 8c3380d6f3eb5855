package org.strideml.trainer.optim;

import java.util.List;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/**
 * RMSProp (Hinton, 2012) with decoupled weight decay:
 *
 * <pre>
 * p ← p·(1 − learningRate·weightDecay)
 * v ← βv + (1−β)g²      p ← p − learningRate·g / (√v + epsilon)
 * </pre>
 *
 * <p>v is not corrected for its start at zero, so the first step is 1/√(1−β) times as long as later
 * ones. It is Adam without its first moment and corrections, and computed as that; the first moment
 * then holds the last gradient and is of no use to anybody else.
 *
 * @param beta decay of v, in [0, 1)
 * @param epsilon greater than 0
 * @param weightDecay at least 0
 */
public record RmsProp(double beta, double epsilon, double weightDecay) implements InnerOptimizer {
  private static final List<String> STATE = List.of("gradient", "v");
  private static final List<String> SHARED = List.of("v");

  public RmsProp {
    Settings.inUnitInterval("beta", (float) beta);
    Settings.positive("epsilon", (float) epsilon);
    Settings.nonNegative("weightDecay", weightDecay);
  }

  @Override
  public String type() {
    return "rmsprop";
  }

  @Override
  public List<String> stateNames() {
    return STATE;
  }

  @Override
  public List<String> sharedNames() {
    return SHARED;
  }

  /** Learning rate · √κ, 1−β · κ, ε / √κ. */
  @Override
  public InnerOptimizer forBatch(double factor) {
    return new RmsProp(
        SquareRootScaling.decay("beta2", beta, factor), epsilon / Math.sqrt(factor), weightDecay);
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
    Settings.checkState(this, state);
    AdamWStep step =
        new AdamWStep(
            (float) learningRate, 0, (float) beta, (float) epsilon, (float) weightDecay, 1, 1);
    backend.adamW(step, parameters, gradient, gradientScale, state.get(0), state.get(1));
  }
}
