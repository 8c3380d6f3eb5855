package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;

/** Draws from gamma distributions of scale 1 (Marsaglia and Tsang, 2000), the same on every JVM. */
final class Gamma {
  private Gamma() {}

  /**
   * @param shape above 0
   */
  static double draw(double shape, RandomKey key) {
    if (shape < 1) {
      // A draw of shape + 1, shrunk by a power of a uniform one.
      double uniform = uniform(key.child(-1));
      return draw(shape + 1, key) * StrictMath.pow(uniform, 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    for (int attempt = 0; ; attempt++) {
      RandomKey bits = key.child(attempt);
      double x = bits.gaussian(0);
      double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      if (v > 0
          && StrictMath.log(uniform(bits.child(1)))
              < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
        return d * v;
      }
    }
  }

  /** In (0, 1). */
  private static double uniform(RandomKey key) {
    return ((key.bits(0) & 0xffffffffL) + 0.5) * 0x1p-32;
  }
}
