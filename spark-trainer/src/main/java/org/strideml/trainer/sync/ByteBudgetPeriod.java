package org.strideml.trainer.sync;

/**
 * The shortest H with which the rest of the run stays within a number of bytes, all workers and
 * both ways together. A round costs what the rounds before it have cost on average; the first one
 * has {@code period} steps. What is over pays for one last synchronization.
 *
 * @param period smallest H
 * @param bytes for the whole run
 */
public record ByteBudgetPeriod(long period, long bytes) implements SyncPeriod {
  public ByteBudgetPeriod {
    Steps.require("period", period, 1);
    Steps.require("bytes", bytes, 1);
  }

  @Override
  public String type() {
    return "bytes";
  }

  @Override
  public long base() {
    return period;
  }

  @Override
  public long steps(SyncPoint at) {
    if (at.round() == 0) {
      return period;
    }
    double perRound = (double) at.bytes() / at.round();
    long affordable = (long) ((bytes - at.bytes()) / perRound);
    return affordable < 1 ? at.left() : Math.max(period, Steps.ceil(at.left(), affordable));
  }
}
