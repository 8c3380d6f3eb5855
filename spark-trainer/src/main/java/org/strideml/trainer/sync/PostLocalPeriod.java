package org.strideml.trainer.sync;

/**
 * Post-local SGD (Lin et al., 2020): workers meet after every step up to and including step {@code
 * switchStep}, counted from 0, and after every {@code period} steps from there. With 100 and 4 they
 * meet after the steps 0, 1, … 99, 100, 104, 108 …, as PyTorch's averager does. The step count is
 * in every checkpoint.
 *
 * @param switchStep usually that of the first decay of the learning rate; at least 0
 * @param period H afterwards, at least 1
 */
public record PostLocalPeriod(long switchStep, long period) implements SyncPeriod {
  public PostLocalPeriod {
    Steps.require("switchStep", switchStep, 0);
    Steps.require("period", period, 1);
  }

  @Override
  public String type() {
    return "post-local";
  }

  @Override
  public long base() {
    return period;
  }

  @Override
  public long steps(SyncPoint at) {
    return at.step() <= switchStep ? 1 : period;
  }
}
