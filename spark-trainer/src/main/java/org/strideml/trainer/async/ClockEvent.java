package org.strideml.trainer.async;

/**
 * What a clock says happened next.
 *
 * @param worker that has finished its assignment, or -1: the deadline has passed
 * @param nanos since the run's first start
 */
public record ClockEvent(int worker, long nanos) {
  private static final int NOBODY = -1;

  public ClockEvent {
    if (worker < NOBODY || nanos < 0) {
      throw new IllegalArgumentException(
          "an event needs worker >= -1 and nanos >= 0, got %d and %d".formatted(worker, nanos));
    }
  }

  /** Nobody has finished before the deadline. */
  public static ClockEvent passed(long nanos) {
    return new ClockEvent(NOBODY, nanos);
  }

  /** Whether a worker has finished. */
  public boolean isFinish() {
    return worker != NOBODY;
  }
}
