package org.strideml.kernels;

/** Elementwise functions after a dense layer. */
public enum Activation {
  /** f(x) = x. */
  IDENTITY,
  /**
   * f(x) = max(0, x), NaN for NaN. Backward a mask: dy where x > 0 and 0 elsewhere, also where x or
   * dy is NaN.
   */
  RELU,
  /** f(x) = tanh x. */
  TANH,
  /** f(x) = x/2 · (1 + tanh(√(2/π)(x + 0.044715 x³))), the form GPT-2 uses. */
  GELU
}
