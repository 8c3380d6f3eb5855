package org.strideml.trainer.sync;

/**
 * The Quadratic Synchronization Rule (Gu et al., 2024): with η the learning rate at the round's
 * first step,
 *
 * <pre>H = max(period, ⌊(alpha / η)^power⌋)</pre>
 *
 * <p>While the rate warms up H stays at {@code period}. The smaller the rate, the longer workers
 * stay apart, which in the paper's analysis is what drifts to flat minima.
 *
 * @param period smallest H
 * @param alpha growth; 0 for a constant H
 * @param power 2; 1 and 3 are the rules the paper compares with
 */
public record QuadraticPeriod(long period, double alpha, double power) implements SyncPeriod {
  public QuadraticPeriod {
    Steps.require("period", period, 1);
    Steps.require("alpha", alpha, 0, Double.MAX_VALUE);
    Steps.require("power", power, 0, 8);
  }

  @Override
  public String type() {
    return "qsr";
  }

  @Override
  public long base() {
    return period;
  }

  @Override
  public long steps(SyncPoint at) {
    if (alpha == 0 || at.step() < at.schedule().warmupSteps()) {
      return period;
    }
    double grown = StrictMath.pow(alpha / at.schedule().at(at.step()), power);
    // A rate of 0 asks for as long as there is.
    return Math.max(period, (long) Math.min(grown, 1L << 62));
  }
}
