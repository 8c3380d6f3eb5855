package org.strideml.kernels.reference;

import org.strideml.kernels.Activation;

/** Values and derivatives of {@link Activation}. */
final class Activations {
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  private Activations() {}

  static double value(Activation activation, double x) {
    return switch (activation) {
      case IDENTITY -> x;
      // Not Math.max: a NaN must stay one and -0.0 need not become 0.0.
      case RELU -> x > 0 || Double.isNaN(x) ? x : 0;
      case TANH -> Math.tanh(x);
      case GELU -> x / 2 * (1 + Math.tanh(inner(x)));
    };
  }

  /** dy·f'(x), where a ReLU that is shut makes 0 of any dy, one that is no number included. */
  static double gradient(Activation activation, double x, double dy) {
    return switch (activation) {
      case IDENTITY -> dy;
      case RELU -> x > 0 ? dy : 0;
      case TANH -> dy * (1 - square(Math.tanh(x)));
      case GELU -> {
        double tanh = Math.tanh(inner(x));
        double innerDerivative = SQRT_2_OVER_PI * (1 + 3 * CUBIC * x * x);
        yield dy * ((1 + tanh) / 2 + x / 2 * (1 - square(tanh)) * innerDerivative);
      }
    };
  }

  private static double inner(double x) {
    return SQRT_2_OVER_PI * (x + CUBIC * x * x * x);
  }

  private static double square(double x) {
    return x * x;
  }
}
