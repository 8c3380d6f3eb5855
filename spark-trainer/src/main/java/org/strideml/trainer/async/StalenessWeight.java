package org.strideml.trainer.async;

import java.io.Serializable;

/**
 * What a pseudo-gradient is multiplied with before the outer step: scale / (1 +
 * staleness)^exponent. Staleness is the number of outer steps since the worker got the parameters
 * it started from.
 *
 * @param scale greater than 0
 * @param exponent at least 0; 0 for the same weight at any age
 */
public record StalenessWeight(double scale, double exponent) implements Serializable {
  public StalenessWeight {
    if (!(scale > 0 && Double.isFinite(scale)) || !(exponent >= 0 && Double.isFinite(exponent))) {
      throw new IllegalArgumentException(
          "expected scale > 0 and exponent >= 0, got %s and %s".formatted(scale, exponent));
    }
  }

  public double at(long staleness) {
    return scale / StrictMath.pow(1.0 + staleness, exponent);
  }
}
