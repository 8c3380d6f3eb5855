package org.strideml.kernels.cpu;

/**
 * What decoders with RMS normalization, rotary positions and gated perceptrons do to rows; the
 * rules of {@link Rows} hold.
 */
interface DecoderRows {
  /** y ← x·rstd·gamma. */
  void rmsNormalize(Row x, Rows.Norm norm, Row y, int n);

  /**
   * With x̂ = x·rstd: dGamma ← dGamma + dy ⊙ x̂; sets {@code norm.gradientProduct} to Σ
   * dy·gamma·x̂.
   */
  void rmsGradientSums(Row x, Rows.Norm norm, Row dy, int n);

  /** dx ← dx + rstd·(dy·gamma − x̂·gradientProduct/n). */
  void rmsGradient(Row x, Rows.Norm norm, Row dy, Row dx, int n);

  /** (a, b) ← (a·cosine − b·sine, b·cosine + a·sine), with −sine when {@code back}. */
  void rotate(Row cosines, Row sines, boolean back, Row a, Row b, int n);

  /** y ← silu(gate) ⊙ up. */
  void gate(Row gate, Row up, Row y, int n);

  /** dGate ← dy ⊙ up ⊙ silu'(gate), dUp ← dy ⊙ silu(gate). */
  void gateGradient(Row gate, Row up, Row dy, Row dGate, Row dUp, int n);

  /** y ← y + scale·x. */
  void addScaled(float scale, Row x, Row y, int n);
}
