package org.strideml.trainer.optim;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Backend;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/**
 * Adam with several momenta of different memory beside the gradient itself (MT-DAO, Iacob et al.,
 * 2025): fast ones follow a worker's own gradients, slow ones outlast many rounds and carry what
 * all workers agree on. With cⱼ = 1 − βⱼᵗ and c = 1 − β₂ᵗ,
 *
 * <pre>
 * uⱼ ← βⱼuⱼ + (1−βⱼ)g      v ← β₂v + (1−β₂)g²
 * p ← p·(1 − lr·weightDecay) − lr·[(1 − Σωⱼ)g + Σ ωⱼuⱼ/cⱼ] / (√(v/c) + epsilon)
 * </pre>
 *
 * <p>One momentum of weight 1 is Adam; weights of 0 leave RMSProp with a corrected v.
 *
 * @param betas βⱼ in [0, 1), one per momentum
 * @param weights ωⱼ at least 0, together at most 1
 * @param beta2 decay of v, in [0, 1)
 * @param epsilon greater than 0
 * @param weightDecay decoupled, at least 0
 */
public record MtDao(
    List<Double> betas, List<Double> weights, double beta2, double epsilon, double weightDecay)
    implements InnerOptimizer {
  public MtDao {
    betas = List.copyOf(betas);
    weights = List.copyOf(weights);
    if (betas.isEmpty() || betas.size() != weights.size()) {
      throw new IllegalArgumentException(
          "a weight is needed for each momentum, got betas %s and weights %s"
              .formatted(betas, weights));
    }
    betas.forEach(beta -> Settings.inUnitInterval("a momentum's beta", (float) (double) beta));
    weights.forEach(weight -> Settings.nonNegative("a momentum's weight", weight));
    if (sum(weights) > 1) {
      throw new IllegalArgumentException("weights must add up to at most 1, got " + weights);
    }
    Settings.inUnitInterval("beta2", (float) beta2);
    Settings.positive("epsilon", (float) epsilon);
    Settings.nonNegative("weightDecay", weightDecay);
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  @Override
  public String type() {
    return "mt-dao";
  }

  /** {@code blend} is scratch of the step. */
  @Override
  public List<String> stateNames() {
    List<String> names = new ArrayList<>();
    names.add("blend");
    names.addAll(sharedNames());
    return names;
  }

  @Override
  public List<String> sharedNames() {
    List<String> names = new ArrayList<>();
    for (int j = 0; j < betas.size(); j++) {
      names.add("u" + (j + 1));
    }
    names.add("v");
    return names;
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
    Tensor blend = state.get(0);
    // The direction is fresh·g + Σ old·uⱼ; Adam's kernel adds blend and g at equal parts.
    double fresh = 1 - sum(weights);
    for (int j = 0; j < betas.size(); j++) {
      float beta = (float) (double) betas.get(j);
      fresh += weights.get(j) * (1 - beta) / correction(beta, stateSteps);
    }
    backend.fill(blend, 0);
    for (int j = 0; j < betas.size(); j++) {
      float beta = (float) (double) betas.get(j);
      double old = weights.get(j) * beta / correction(beta, stateSteps);
      add(backend, old / fresh, state.get(1 + j), blend);
    }
    AdamWStep step =
        new AdamWStep(
            (float) learningRate,
            0.5f,
            (float) beta2,
            (float) epsilon,
            (float) weightDecay,
            0.5 / fresh,
            correction((float) beta2, stateSteps));
    Tensor v = state.get(state.size() - 1);
    backend.adamW(step, parameters, gradient, gradientScale, blend, v);
    for (int j = 0; j < betas.size(); j++) {
      // u + (1 − β)(g − u): an SGD step of rate β − 1 with a decay of −1.
      float rate = (float) (double) betas.get(j) - 1;
      backend.sgd(new SgdStep(rate, 0, false, -1), state.get(1 + j), gradient, gradientScale, null);
    }
  }

  private static void add(Backend backend, double factor, Tensor x, Tensor y) {
    backend.sgd(new SgdStep((float) -factor, 0, false, 0), y, x, null, null);
  }

  private static double correction(float beta, long stateSteps) {
    return 1 - StrictMath.pow(beta, stateSteps + 1.0);
  }
}
