package org.strideml.trainer.sync;

/**
 * The shortest H with which the rest of the run fits into a number of seconds: local steps take as
 * long as they have so far, and so does what a round costs beside them. The first round has {@code
 * period} steps.
 *
 * <p>Decisions depend on a clock. The H of each round is in {@code metrics.jsonl}; {@link
 * RecordedPeriod} reads it from there and gives the same run to the bit.
 *
 * @param period smallest H
 * @param seconds of training, evaluations left out
 */
public record TimeBudgetPeriod(long period, double seconds) implements SyncPeriod {
  public TimeBudgetPeriod {
    Steps.require("period", period, 1);
    Steps.require("seconds", seconds, 0, Double.MAX_VALUE);
  }

  @Override
  public String type() {
    return "seconds";
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
    double perStep = at.computeSeconds() / at.step();
    double perRound = (at.seconds() - at.computeSeconds()) / at.round();
    double spare = seconds - at.seconds() - perStep * at.left();
    double affordable = Math.floor(spare / perRound);
    if (!(affordable >= 1)) {
      return at.left();
    }
    return Math.max(period, Steps.ceil(at.left(), (long) Math.min(affordable, at.left())));
  }
}
