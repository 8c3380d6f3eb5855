package org.strideml.trainer.drift;

import org.strideml.trainer.optim.Schedule;

/**
 * A round as corrections see it.
 *
 * @param round counted from 0
 * @param rateSum Σ of the learning rates of its steps
 * @param rateBefore learning rate of the step before the round; of the first one in round 0
 */
public record DriftRound(long round, double rateSum, double rateBefore) {
  /** The round of {@code steps} local steps from {@code firstStep} on. */
  public static DriftRound of(long round, long firstStep, int steps, Schedule schedule) {
    double sum = 0;
    for (int h = 0; h < steps; h++) {
      sum += schedule.at(firstStep + h);
    }
    return new DriftRound(round, sum, schedule.at(Math.max(0, firstStep - 1)));
  }
}
