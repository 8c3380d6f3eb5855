package org.strideml.trainer.optim;

import java.util.List;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Tensor;

/**
 * Adam with decoupled weight decay (Loshchilov &amp; Hutter, 2019). With t steps taken since the
 * state was zero, this one included:
 *
 * <pre>
 * p ← p·(1 − learningRate·weightDecay)
 * m ← β₁m + (1−β₁)g;   v ← β₂v + (1−β₂)g²
 * p ← p − learningRate·(m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + epsilon)
 * </pre>
 *
 * <p>The corrections 1−βᵗ are computed in double from the betas as floats, which is what the
 * moments are averaged with: 1 − 0.999f is 1.3e-5 off 0.001, and the first step must still divide
 * by the very factor that made v.
 *
 * @param beta1 decay of m, in [0, 1)
 * @param beta2 decay of v, in [0, 1)
 * @param epsilon added to the root; greater than 0, so that a zero gradient divides by no zero
 * @param weightDecay at least 0
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
    implements InnerOptimizer {
  private static final List<String> MOMENTS = List.of("m", "v");

  public AdamW {
    Settings.inUnitInterval("beta1", (float) beta1);
    Settings.inUnitInterval("beta2", (float) beta2);
    Settings.positive("epsilon", (float) epsilon);
    Settings.nonNegative("weightDecay", weightDecay);
  }

  @Override
  public String type() {
    return "adamw";
  }

  @Override
  public List<String> stateNames() {
    return MOMENTS;
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
            (float) learningRate,
            (float) beta1,
            (float) beta2,
            (float) epsilon,
            (float) weightDecay,
            correction(beta1, stateSteps),
            correction(beta2, stateSteps));
    backend.adamW(step, parameters, gradient, gradientScale, state.get(0), state.get(1));
  }

  /** Learning rate · √κ, 1−β · κ, ε / √κ; κ(1−β) must stay below 1. */
  @Override
  public InnerOptimizer forBatch(double factor) {
    return new AdamW(
        SquareRootScaling.decay("beta1", beta1, factor),
        SquareRootScaling.decay("beta2", beta2, factor),
        epsilon / Math.sqrt(factor),
        weightDecay);
  }

  /** 1 − βᵗ; StrictMath, so that every machine gets the same bits. */
  private static double correction(double beta, long stateSteps) {
    return 1 - StrictMath.pow((float) beta, stateSteps + 1.0);
  }
}
