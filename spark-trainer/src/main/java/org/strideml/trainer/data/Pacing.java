package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * How many of a worker's rows, in the order of a {@link Ranking}, may be drawn at a step: a share
 * that grows in a straight line, then all (linear pacing of curriculum learning, Bengio et al.,
 * 2009; Wu et al., 2021). While it grows a sample is one of these rows, any alike likely; when all
 * are open the order is that of shuffled epochs.
 *
 * @param start share at step 0, in (0, 1]; 1: all rows from the first step on
 * @param until share of the run's steps after which all rows are open, in [0, 1]
 */
public record Pacing(double start, double until) implements Serializable {
  /** All rows, always. */
  public static final Pacing NONE = new Pacing(1, 0);

  public Pacing {
    if (!(start > 0 && start <= 1 && until >= 0 && until <= 1)) {
      throw new IllegalArgumentException(
          "start must be in (0, 1] and until in [0, 1], got %s and %s".formatted(start, until));
    }
  }

  /**
   * Rows that are open, at least 1.
   *
   * @param size rows of the worker
   * @param steps of the whole run
   */
  public int open(int size, long step, long steps) {
    double end = until * steps;
    if (start == 1 || step >= end) {
      return size;
    }
    double share = start + (1 - start) * (step / end);
    return (int) Math.max(1, Math.round(share * size));
  }
}
