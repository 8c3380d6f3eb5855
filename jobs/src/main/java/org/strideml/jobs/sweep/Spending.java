package org.strideml.jobs.sweep;

import java.util.function.LongSupplier;
import org.strideml.jobs.config.SweepConfig.Budget;

/** What a sweep has spent of its budget, earlier starts included. Any thread may call. */
final class Spending {
  private final Budget budget;
  private final LongSupplier nanoTime;
  private final long begin;
  private final double secondsBefore;
  private int trials;
  private long bytes;

  /**
   * @param secondsBefore seconds of earlier starts
   */
  Spending(Budget budget, double secondsBefore, LongSupplier nanoTime) {
    this.budget = budget;
    this.secondsBefore = secondsBefore;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  /** A trial has begun, now or in an earlier start; one that goes on counts once. */
  synchronized void addTrial() {
    trials++;
  }

  synchronized void addBytes(long more) {
    bytes += more;
  }

  double seconds() {
    return secondsBefore + (nanoTime.getAsLong() - begin) * 1e-9;
  }

  /** Whether no further trial is to begin. */
  synchronized boolean forbidsAnother() {
    return (budget.trials() > 0 && trials >= budget.trials()) || isSpent();
  }

  /** Whether those at work are to stop, too. */
  synchronized boolean isSpent() {
    return (budget.seconds() > 0 && seconds() >= budget.seconds())
        || (budget.bytes() > 0 && bytes >= budget.bytes());
  }
}
