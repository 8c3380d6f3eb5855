package org.strideml.kernels.cpu;

import org.strideml.kernels.Activation;
import org.strideml.kernels.Dropout;

/**
 * What a training step does to rows besides matrix products. {@code n} is the number of elements.
 *
 * <p>Implementations agree to the bit: they fuse the same products ({@link Math#fma}), and sums go
 * through {@link #LANES} partial sums, element i into sum i mod LANES, folded by {@link #fold}.
 * Unless said otherwise an output may be one of the inputs.
 */
interface Rows {
  /** Partial sums of a reduction, the same on every processor. */
  int LANES = 16;

  /** y ← value. */
  void fill(float value, Row y, int n);

  /** y ← y + x. */
  void add(Row x, Row y, int n);

  /** y ← scale·x where {@code dropout} keeps element i of the row, else 0. */
  void dropout(Dropout dropout, Row x, Row y, int n);

  /** y ← a + b. */
  void sum(Row a, Row b, Row y, int n);

  /** y ← y + scale·x. */
  void addScaled(float scale, Row x, Row y, int n);

  /** y ← scale·y. */
  void scale(float scale, Row y, int n);

  /** y ← f(x). */
  void activate(Activation f, Row x, Row y, int n);

  /** dy ← dy ⊙ f'(x). */
  void activationGradient(Activation f, Row x, Row dy, int n);

  /** Σ x. */
  float total(Row x, int n);

  /** Σ (x − center)². */
  float squares(Row x, float center, int n);

  /** Σ x·y. */
  float dot(Row x, Row y, int n);

  /** Largest element; NaN when one is NaN. */
  float maximum(Row x, int n);

  /** y ← exp(x − shift); returns Σ y. */
  float exponentials(Row x, float shift, Row y, int n);

  /** dp ← scale·p ⊙ (dp − center). */
  void softmaxGradient(Row p, float center, float scale, Row dp, int n);

  /** y ← (x − mean)·rstd·gamma + beta. */
  void normalize(Row x, Norm norm, Row y, int n);

  /**
   * With x̂ = (x − mean)·rstd: dGamma ← dGamma + dy ⊙ x̂, dBeta ← dBeta + dy; sets {@code
   * norm.gradientSum} to Σ dy·gamma and {@code norm.gradientProduct} to Σ dy·gamma·x̂.
   */
  void normalizeGradientSums(Row x, Norm norm, Row dy, int n);

  /** dx ← dx + rstd·(dy·gamma − gradientSum/n − x̂·gradientProduct/n). */
  void normalizeGradient(Row x, Norm norm, Row dy, Row dx, int n);

  /** What newer decoders need besides. */
  DecoderRows decoder();

  /** One SGD update of n elements; {@code momentum} is used when the rule has any. */
  void sgd(SgdRule rule, Row parameters, Row gradient, Row momentum, int n);

  /** One AdamW update of n elements. */
  void adamW(AdamWRule rule, Row parameters, Row gradient, Row m, Row v, int n);

  /** Sum of the partial sums, halving their number each time. Destroys {@code lanes}. */
  static float fold(float[] lanes) {
    for (int width = LANES / 2; width > 0; width /= 2) {
      for (int lane = 0; lane < width; lane++) {
        lanes[lane] += lanes[lane + width];
      }
    }
    return lanes[0];
  }

  /** What layer normalization of one row knows besides the row. */
  final class Norm {
    final Row gamma = new Row();
    final Row beta = new Row();
    final Row dGamma = new Row();
    final Row dBeta = new Row();
    float mean;
    float rstd;
    float gradientSum;
    float gradientProduct;
  }

  /**
   * g ← gradientScale·g + decay·p; b ← momentum·b + g; p ← p + negativeRate·d with d as in {@link
   * org.strideml.kernels.SgdStep}.
   */
  record SgdRule(
      float negativeRate, float momentum, boolean nesterov, float decay, float gradientScale) {}

  /**
   * g ← gradientScale·g; m ← beta1·m + gain1·g; v ← beta2·v + gain2·g²; p ← keep·p + negativeRate·m
   * / (rootScale·√v + epsilon).
   */
  record AdamWRule(
      float negativeRate,
      float keep,
      float beta1,
      float gain1,
      float beta2,
      float gain2,
      float rootScale,
      float epsilon,
      float gradientScale) {}
}
