package org.strideml.kernels;

import java.util.Locale;

/** What the matrix products of dense layers multiply; all sums are in single precision. */
public enum Precision {
  /** Single precision. */
  FP32,
  /**
   * bfloat16: weights, activations and gradients are rounded to 8 significant bits on their way
   * into a product. What is kept, weights and optimizer state included, stays in single precision.
   */
  BF16;

  /** As configurations name it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
