package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/** Number, range, mean and deviation of some numbers, the same in every order. */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final MathContext DIGITS = new MathContext(40);
  private final ExactSum sum = new ExactSum();
  private final ExactSum squares = new ExactSum();
  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * @param value at most {@link Cells#LARGEST}, so that its square is finite
   */
  public void add(double value) {
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum.add(value);
    squares.addSquare(value);
  }

  public void add(Moments other) {
    count += other.count;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    sum.add(other.sum);
    squares.add(other.squares);
  }

  public long count() {
    return count;
  }

  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  /** 0 of no numbers. */
  public double mean() {
    return count == 0 ? 0 : sum.exact().divide(BigDecimal.valueOf(count), DIGITS).doubleValue();
  }

  /** √(Σ(x − mean)² / n), from exact sums, so that no digits cancel; 0 of no numbers. */
  public double deviation() {
    if (count == 0) {
      return 0;
    }
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal spread = n.multiply(squares.exact()).subtract(sum.exact().pow(2));
    double variance = spread.divide(n.multiply(n), DIGITS).doubleValue();
    // What squares of tiny numbers lose to underflow may leave less than nothing.
    return Math.sqrt(Math.max(0, variance));
  }
}
