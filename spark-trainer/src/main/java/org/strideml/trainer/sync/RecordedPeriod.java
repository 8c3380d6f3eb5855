package org.strideml.trainer.sync;

import java.util.List;

/**
 * The H of each round as another run had them, so that a run whose H depended on a clock can be
 * repeated to the bit.
 *
 * @param steps by round
 */
public record RecordedPeriod(List<Long> steps) implements SyncPeriod {
  public RecordedPeriod {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a recording needs at least one round");
    }
    steps.forEach(each -> Steps.require("a recorded H", each, 1));
  }

  @Override
  public String type() {
    return "recorded";
  }

  @Override
  public long base() {
    return steps.get(0);
  }

  /**
   * @throws IllegalStateException when the recording has fewer rounds
   */
  @Override
  public long steps(SyncPoint at) {
    if (at.round() >= steps.size()) {
      throw new IllegalStateException(
          "the recorded run ended after %d rounds, this one goes on at step %d of %d; give it the"
                  .formatted(steps.size(), at.step(), at.steps())
              + " recorded run's train.steps");
    }
    return steps.get((int) at.round());
  }
}
