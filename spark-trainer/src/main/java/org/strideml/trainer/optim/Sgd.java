package org.strideml.trainer.optim;

import java.util.List;
import org.strideml.kernels.Backend;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/**
 * Stochastic gradient descent with momentum and coupled weight decay, in PyTorch's form:
 *
 * <pre>
 * g ← g + weightDecay·p
 * b ← momentum·b + g
 * p ← p − learningRate·b                  (heavy ball)
 * p ← p − learningRate·(g + momentum·b)   (Nesterov)
 * </pre>
 *
 * <p>The learning rate is not folded into b, so a change of rate needs no correction (form A of
 * Goyal et al., 2017).
 *
 * @param momentum in [0, 1); 0 keeps no state
 * @param nesterov whether to look ahead; needs momentum
 * @param weightDecay added to the gradient as {@code weightDecay·p}; at least 0
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay) implements InnerOptimizer {
  private static final List<String> MOMENTUM = List.of("momentum");

  public Sgd {
    Settings.inUnitInterval("momentum", momentum);
    Settings.nonNegative("weightDecay", weightDecay);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException(
          "nesterov needs momentum > 0, got momentum 0; set momentum (usually 0.9) or turn nesterov"
              + " off");
    }
  }

  @Override
  public String type() {
    return "sgd";
  }

  @Override
  public List<String> stateNames() {
    return momentum == 0 ? List.of() : MOMENTUM;
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
    SgdStep step =
        new SgdStep((float) learningRate, (float) momentum, nesterov, (float) weightDecay);
    Tensor buffer = momentum == 0 ? null : state.get(0);
    backend.sgd(step, parameters, gradient, gradientScale, buffer);
  }
}
