package org.strideml.kernels.opencl;

import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/** Clipping and update rules. */
final class OptimizerCommands {
  private final OpenClBackend backend;

  OptimizerCommands(OpenClBackend backend) {
    this.backend = backend;
  }

  void clipScale(Tensor gradient, float maxNorm, Tensor scale) {
    backend
        .queue(Mode.SUM_SQUARES)
        .number(gradient.size())
        .tensor(gradient)
        .number(backend.partials());
    backend.queue(Mode.CLIP_FACTOR).number(backend.partials()).tensor(scale).fraction(maxNorm);
  }

  void sgd(
      SgdStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor momentum) {
    backend
        .queue(Mode.SGD)
        .number(parameters.size())
        .tensor(parameters)
        .tensor(gradient)
        .tensor(gradientScale)
        .tensor(step.momentum() == 0 ? null : momentum)
        .flag(step.nesterov())
        .fraction(step.learningRate())
        .fraction(step.momentum())
        .fraction(step.weightDecay());
  }

  void adamW(
      AdamWStep step,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      Tensor m,
      Tensor v) {
    backend
        .queue(Mode.ADAM_W)
        .number(parameters.size())
        .tensor(parameters)
        .tensor(gradient)
        .tensor(gradientScale)
        .tensor(m)
        .tensor(v)
        .fraction(step.learningRate())
        .fraction(step.beta1())
        .fraction(1.0 - step.beta1())
        .fraction(step.beta2())
        .fraction(1.0 - step.beta2())
        .fraction(step.epsilon())
        .fraction(1.0 - (double) step.learningRate() * step.weightDecay())
        .fraction(1.0 / step.correction1())
        .fraction(1.0 / step.correction2());
  }
}
