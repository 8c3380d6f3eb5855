package org.strideml.kernels.reference;

import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.Tensor;

/** Clipping and optimizer steps. */
final class OptimizerLoops {
  private OptimizerLoops() {}

  static void clipScale(Tensor gradientTensor, double maxNorm, Tensor scale) {
    View gradient = View.of(gradientTensor);
    double squares = 0;
    for (int i = 0; i < gradientTensor.size(); i++) {
      squares += gradient.at(i) * gradient.at(i);
    }
    double norm = Math.sqrt(squares);
    // Written so that a norm that is no number makes a scale that is none.
    View.of(scale).set(0, norm <= maxNorm ? 1 : maxNorm / norm);
  }

  static void sgd(
      SgdStep step,
      Tensor parameters,
      Tensor gradientTensor,
      Tensor gradientScale,
      Tensor momentumTensor) {
    View p = View.of(parameters);
    View gradient = View.of(gradientTensor);
    double scale = scale(gradientScale);
    for (int i = 0; i < parameters.size(); i++) {
      double g = scale * gradient.at(i) + step.weightDecay() * p.at(i);
      double d = g;
      if (step.momentum() != 0) {
        View momentum = View.of(momentumTensor);
        double b = step.momentum() * momentum.at(i) + g;
        momentum.set(i, b);
        d = step.nesterov() ? g + step.momentum() * b : b;
      }
      p.set(i, p.at(i) - step.learningRate() * d);
    }
  }

  static void adamW(
      AdamWStep step,
      Tensor parameters,
      Tensor gradientTensor,
      Tensor gradientScale,
      Tensor mTensor,
      Tensor vTensor) {
    View p = View.of(parameters);
    View gradient = View.of(gradientTensor);
    View m = View.of(mTensor);
    View v = View.of(vTensor);
    double scale = scale(gradientScale);
    for (int i = 0; i < parameters.size(); i++) {
      double g = scale * gradient.at(i);
      double decayed = p.at(i) * (1 - (double) step.learningRate() * step.weightDecay());
      double first = step.beta1() * m.at(i) + (1.0 - step.beta1()) * g;
      double second = step.beta2() * v.at(i) + (1.0 - step.beta2()) * g * g;
      m.set(i, first);
      v.set(i, second);
      double root = Math.sqrt(second / step.correction2()) + step.epsilon();
      p.set(i, decayed - step.learningRate() * (first / step.correction1()) / root);
    }
  }

  private static double scale(Tensor gradientScale) {
    return gradientScale == null ? 1 : View.of(gradientScale).at(0);
  }
}
