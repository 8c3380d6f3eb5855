package org.strideml.trainer.async;

import java.util.Optional;
import org.strideml.trainer.sync.SyncMode;

/**
 * Every worker goes on as soon as its last result has been taken in. What is done with results is
 * said elsewhere: {@code buffer} of them are folded by the run's aggregation, and its outer
 * optimizer makes a step of that.
 *
 * @param clock who finishes when
 * @param steps of an assignment
 * @param shards whose rows
 * @param graceNanos how long a worker that has finished waits for others, who then start from the
 *     same parameters; {@link Clock#NEVER} to wait for all
 * @param buffer results per outer step, at least 1
 * @param weight of a pseudo-gradient by its age
 */
public record Asynchronous(
    ClockChoice clock,
    LocalSteps steps,
    ShardChoice shards,
    long graceNanos,
    int buffer,
    StalenessWeight weight)
    implements SyncMode {
  public Asynchronous {
    if (graceNanos < 0 || buffer < 1) {
      throw new IllegalArgumentException(
          "expected graceNanos >= 0 and buffer >= 1, got %d and %d".formatted(graceNanos, buffer));
    }
  }

  @Override
  public String type() {
    return "asynchronous";
  }

  @Override
  public boolean startsTogether() {
    return false;
  }

  /** Local steps per second by worker as far as they are known beforehand, 0 elsewhere. */
  double[] knownSpeeds(int workers) {
    double[] speeds = new double[workers];
    Optional<long[]> nanos = clock.nanosPerStep(workers);
    for (int worker = 0; nanos.isPresent() && worker < workers; worker++) {
      speeds[worker] = 1e9 / nanos.get()[worker];
    }
    return speeds;
  }
}
