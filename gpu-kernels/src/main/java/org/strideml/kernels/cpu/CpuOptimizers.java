package org.strideml.kernels.cpu;

import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/** Clipping and optimizer steps, each one pass over its tensors. */
final class CpuOptimizers {
  /** Squares are added in single precision only so far, then in double. */
  private static final int BLOCK = 4096;

  private final Rows rows;
  private final Row parameters = new Row();
  private final Row gradient = new Row();
  private final Row first = new Row();
  private final Row second = new Row();
  private final Row scale = new Row();

  CpuOptimizers(Rows rows) {
    this.rows = rows;
  }

  void clipScale(Tensor gradientTensor, float maxNorm, Tensor scaleTensor) {
    double norm = Math.sqrt(squares(gradientTensor));
    scale.of(scaleTensor).set(0, norm <= maxNorm ? 1f : (float) (maxNorm / norm));
  }

  private double squares(Tensor tensor) {
    gradient.of(tensor);
    double squares = 0;
    for (int i = 0; i < tensor.size(); i += BLOCK) {
      squares += rows.squares(gradient.from(i), 0, Math.min(BLOCK, tensor.size() - i));
    }
    return squares < Float.MAX_VALUE ? squares : squaresInDouble(tensor);
  }

  private double squaresInDouble(Tensor tensor) {
    gradient.of(tensor);
    double squares = 0;
    for (int i = 0; i < tensor.size(); i++) {
      squares += (double) gradient.get(i) * gradient.get(i);
    }
    return squares;
  }

  void sgd(
      SgdStep step,
      Tensor parameterTensor,
      Tensor gradientTensor,
      Tensor gradientScale,
      Tensor momentum) {
    Rows.SgdRule rule =
        new Rows.SgdRule(
            -step.learningRate(),
            step.momentum(),
            step.nesterov(),
            step.weightDecay(),
            valueOf(gradientScale));
    if (momentum != null) {
      first.of(momentum);
    }
    parameters.of(parameterTensor);
    rows.sgd(rule, parameters, gradient.of(gradientTensor), first, parameterTensor.size());
  }

  void adamW(
      AdamWStep step,
      Tensor parameterTensor,
      Tensor gradientTensor,
      Tensor gradientScale,
      Tensor m,
      Tensor v) {
    Rows.AdamWRule rule =
        new Rows.AdamWRule(
            (float) (-step.learningRate() / step.correction1()),
            (float) (1 - (double) step.learningRate() * step.weightDecay()),
            step.beta1(),
            (float) (1.0 - step.beta1()),
            step.beta2(),
            (float) (1.0 - step.beta2()),
            (float) (1 / Math.sqrt(step.correction2())),
            step.epsilon(),
            valueOf(gradientScale));
    parameters.of(parameterTensor);
    gradient.of(gradientTensor);
    rows.adamW(rule, parameters, gradient, first.of(m), second.of(v), parameterTensor.size());
  }

  private float valueOf(Tensor gradientScale) {
    return gradientScale == null ? 1 : scale.of(gradientScale).get(0);
  }
}
