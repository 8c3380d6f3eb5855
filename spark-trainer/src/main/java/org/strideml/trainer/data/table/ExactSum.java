package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum of doubles without rounding, hence the same in every order and for every cut into parts. A
 * double is a 53-bit whole number times a power of two; its bits are added to 32-bit places of one
 * long fixed-point number, which covers all doubles (a small superaccumulator as in Neal, "Fast
 * exact summation using small and large superaccumulators", 2015).
 */
public final class ExactSum implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int PLACES = 68;
  private static final long PLACE_MASK = 0xffffffffL;

  /** Power of two of place 0: that of the smallest double. */
  private static final int LEAST_EXPONENT = -1074;

  /** Each addition changes a place by less than 2^32, so this many cannot overflow a long. */
  private static final int CARRY_AFTER = 1 << 29;

  private final long[] places = new long[PLACES];
  private int additions;

  /**
   * Adds one number.
   *
   * @throws IllegalArgumentException when it is not finite
   */
  public void add(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("only finite numbers can be added, got " + value);
    }
    if (value == 0) {
      return;
    }
    int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT);
    long fraction = Double.doubleToRawLongBits(value) & ((1L << 52) - 1);
    boolean normal = Math.abs(value) >= Double.MIN_NORMAL;
    long mantissa = normal ? fraction | 1L << 52 : fraction;
    // value = mantissa · 2^(exponent − 52); 53 bits shifted by at most 31 touch three places.
    int shift = exponent - 52 - LEAST_EXPONENT;
    int place = shift >> 5;
    int bits = shift & 31;
    long low = (mantissa & PLACE_MASK) << bits;
    long high = (mantissa >>> 32) << bits;
    long sign = value < 0 ? -1 : 1;
    places[place] += sign * (low & PLACE_MASK);
    places[place + 1] += sign * ((low >>> 32) + (high & PLACE_MASK));
    places[place + 2] += sign * (high >>> 32);
    counted();
  }

  /** Adds value² without rounding, as the rounded square and what rounding lost. */
  public void addSquare(double value) {
    double square = value * value;
    add(square);
    add(Math.fma(value, value, -square));
  }

  /** Adds another sum. */
  public void add(ExactSum other) {
    other.carry();
    for (int place = 0; place < PLACES; place++) {
      places[place] += other.places[place];
    }
    counted();
  }

  private void counted() {
    if (++additions >= CARRY_AFTER) {
      carry();
    }
  }

  /** Leaves 32 bits at every place but the last, which has the sign. */
  private void carry() {
    for (int place = 0; place < PLACES - 1; place++) {
      places[place + 1] += places[place] >> 32;
      places[place] &= PLACE_MASK;
    }
    additions = 0;
  }

  /** The sum, exactly. */
  public BigDecimal exact() {
    carry();
    BigInteger sum = BigInteger.ZERO;
    for (int place = PLACES - 1; place >= 0; place--) {
      sum = sum.shiftLeft(32).add(BigInteger.valueOf(places[place]));
    }
    return new BigDecimal(sum).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-LEAST_EXPONENT)));
  }

  /** The sum, rounded once. */
  public double value() {
    return exact().doubleValue();
  }
}
