package org.strideml.trainer.async;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Which clock a run goes by. */
public sealed interface ClockChoice extends Serializable {
  /** What each worker needs for a local step, when that is settled beforehand. */
  default Optional<long[]> nanosPerStep(int workers) {
    return Optional.empty();
  }

  /** The cluster's own; its answers are logged. */
  record Wall() implements ClockChoice {}

  /**
   * An event queue over given speeds.
   *
   * @param secondsPerStep of worker k at place k modulo their number; each greater than 0
   */
  record Virtual(List<Double> secondsPerStep) implements ClockChoice {
    public Virtual {
      secondsPerStep = List.copyOf(secondsPerStep);
      if (secondsPerStep.isEmpty()
          || !secondsPerStep.stream().allMatch(s -> s >= 1e-9 && s <= 1e9)) {
        throw new IllegalArgumentException(
            "secondsPerStep must be numbers from 1e-9 to 1e9, got " + secondsPerStep);
      }
    }

    @Override
    public Optional<long[]> nanosPerStep(int workers) {
      long[] nanos = new long[workers];
      for (int worker = 0; worker < workers; worker++) {
        nanos[worker] = Math.round(secondsPerStep.get(worker % secondsPerStep.size()) * 1e9);
      }
      return Optional.of(nanos);
    }
  }

  /**
   * The answers of an earlier run.
   *
   * @param log its file
   */
  record Replay(String log) implements ClockChoice {}
}
