package org.strideml.trainer.sync;

/**
 * The same number of steps in every round; 1 is data-parallel training.
 *
 * @param steps H, at least 1
 */
public record ConstantPeriod(long steps) implements SyncPeriod {
  public ConstantPeriod {
    if (steps < 1) {
      throw new IllegalArgumentException("a round needs at least 1 step, got " + steps);
    }
  }

  @Override
  public String type() {
    return "constant";
  }

  @Override
  public long base() {
    return steps;
  }

  @Override
  public long steps(SyncPoint at) {
    return steps;
  }
}
