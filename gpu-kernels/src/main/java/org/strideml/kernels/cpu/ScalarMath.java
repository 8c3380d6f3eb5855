package org.strideml.kernels.cpu;

/**
 * exp, tanh and GELU of one float, by polynomials of our own: a library's last bits differ between
 * machines and its speed forbids loops.
 *
 * <p>Minimax polynomials of Cephes' {@code expf} and {@code tanhf} (S. Moshier), with every
 * product-sum fused. Relative error about 2 units in the last place. NaN gives NaN. {@code
 * VectorExponentials} has the same formulas on vectors.
 */
final class ScalarMath {
  /** Arguments of exp are cut off here, so that neither it nor its reciprocal leaves the range. */
  static final int EXP_LIMIT_BITS = 0x42a00000; // 80

  static final float LOG2_E = 1.44269504f;

  /** Adding it leaves the nearest whole number in the low bits of the sum: 1.5·2²³. */
  static final float ROUNDER = 12582912f;

  static final float MINUS_LN2_HIGH = -0.693359375f;
  static final float MINUS_LN2_LOW = 2.12194440e-4f;
  static final float E5 = 1.9875691500e-4f;
  static final float E4 = 1.3981999507e-3f;
  static final float E3 = 8.3334519073e-3f;
  static final float E2 = 4.1665795894e-2f;
  static final float E1 = 1.6666665459e-1f;
  static final float E0 = 5.0000001201e-1f;
  static final int EXPONENT_SHIFT = 23;
  static final int ONE_BITS = 0x3f800000;
  static final int INFINITY_BITS = 0x7f800000;
  static final int MAGNITUDE_BITS = Integer.MAX_VALUE;
  static final int SIGN_BIT = Integer.MIN_VALUE;

  /** Below, tanh is a polynomial; above, the exponential form loses nothing. */
  static final float TANH_SMALL = 0.625f;

  static final float T4 = -5.70498872745e-3f;
  static final float T3 = 2.06390887954e-2f;
  static final float T2 = -5.37397155531e-2f;
  static final float T1 = 1.33314422036e-1f;
  static final float T0 = -3.33332819422e-1f;

  /** GELU is x / (1 + exp(−2u)) with u = √(2/π)(x + 0.044715 x³), since 1 + tanh u is twice it. */
  static final float GELU_LINEAR = -1.5957691216f;

  static final float GELU_CUBIC = -0.0713548162726f;

  private ScalarMath() {}

  /**
   * eˣ for x in [−80, 80]; beyond, the value there. Cuts off by comparing bits as whole numbers,
   * since comparing floats so that NaN survives is several times slower on vectors.
   */
  static float exp(float value) {
    int bits = Float.floatToRawIntBits(value);
    int magnitude = bits & MAGNITUDE_BITS;
    float x = Float.intBitsToFloat(Math.min(magnitude, EXP_LIMIT_BITS) | (bits & SIGN_BIT));
    float rounded = Math.fma(x, LOG2_E, ROUNDER);
    float whole = rounded - ROUNDER;
    float r = Math.fma(whole, MINUS_LN2_LOW, Math.fma(whole, MINUS_LN2_HIGH, x));
    float p = Math.fma(E5, r, E4);
    p = Math.fma(p, r, E3);
    p = Math.fma(p, r, E2);
    p = Math.fma(p, r, E1);
    p = Math.fma(p, r, E0);
    p = Math.fma(p, r * r, r) + 1;
    int power = (Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT) + ONE_BITS;
    // NaN if it is one, else 0.
    int noNumber = (INFINITY_BITS - magnitude) >> (Integer.SIZE - 1);
    return p * Float.intBitsToFloat(power) + Float.intBitsToFloat(noNumber);
  }

  static float tanh(float x) {
    float magnitude = Math.abs(x);
    if (magnitude >= TANH_SMALL) {
      return Math.copySign(1 - 2 / (exp(magnitude + magnitude) + 1), x);
    }
    float square = x * x;
    float p = Math.fma(T4, square, T3);
    p = Math.fma(p, square, T2);
    p = Math.fma(p, square, T1);
    p = Math.fma(p, square, T0);
    return Math.fma(p * square, x, x);
  }

  static float tanhGradient(float x) {
    float tanh = tanh(x);
    return Math.fma(-tanh, tanh, 1f);
  }

  static float gelu(float x) {
    return x / (1 + exp(geluExponent(x)));
  }

  static float geluGradient(float x) {
    float e = exp(geluExponent(x));
    float sigmoid = 1 / (1 + e);
    float slope = Math.fma(3 * GELU_CUBIC, x * x, GELU_LINEAR);
    return Math.fma(-(x * slope), (e * sigmoid) * sigmoid, sigmoid);
  }

  /** −2u. */
  private static float geluExponent(float x) {
    return x * Math.fma(GELU_CUBIC, x * x, GELU_LINEAR);
  }
}
