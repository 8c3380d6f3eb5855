package org.strideml.trainer.sync;

import java.io.Serializable;

/**
 * What happens when.
 *
 * @param period how many local steps a round has
 */
public record SyncPolicy(SyncPeriod period) implements Serializable {
  /** All workers after every {@code steps} local steps. */
  public static SyncPolicy every(long steps) {
    return new SyncPolicy(new ConstantPeriod(steps));
  }

  /** Local steps of the round that begins at {@code at}: at least 1, at most what is left. */
  public int steps(SyncPoint at) {
    long steps = period.steps(at);
    if (steps < 1) {
      throw new IllegalStateException(
          "period %s wants a round of %d steps at step %d"
              .formatted(period.type(), steps, at.step()));
    }
    return (int) Math.min(Math.min(steps, at.left()), Integer.MAX_VALUE);
  }

  /** Rounds of a whole run of {@code at.steps()} as far as they can be foreseen from there. */
  public long rounds(SyncPoint at) {
    long rounds = at.round();
    for (SyncPoint next = at; next.left() > 0; rounds++) {
      next = next.after(steps(next));
    }
    return rounds;
  }
}
