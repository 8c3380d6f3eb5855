package org.strideml.trainer.round;

import java.io.Serializable;

/**
 * Which local steps a round covers.
 *
 * @param round counted from 0
 * @param firstStep local steps each worker has made before it
 * @param steps local steps of this round, H or fewer in the last one
 */
public record RoundSpan(long round, long firstStep, int steps) implements Serializable {
  public RoundSpan {
    if (round < 0 || firstStep < 0 || steps < 1) {
      throw new IllegalArgumentException(
          String.format(
              "a round needs round >= 0, firstStep >= 0, steps >= 1, got %d, %d, %d",
              round, firstStep, steps));
    }
  }
}
