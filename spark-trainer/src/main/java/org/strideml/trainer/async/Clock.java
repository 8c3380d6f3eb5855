package org.strideml.trainer.async;

/**
 * Says which worker finishes next and when. Everything else in an asynchronous run follows from its
 * answers.
 */
public interface Clock {
  /** No deadline: whoever finishes next, whenever that is. */
  long NEVER = Long.MAX_VALUE;

  /** A worker begins an assignment at {@link Assignment#startNanos}. */
  void begin(Assignment assignment);

  /**
   * Waits for the next worker to finish, or for the deadline if nobody does until then.
   *
   * @param deadline in nanoseconds since the run's first start, or {@link #NEVER}
   * @throws IllegalStateException when nobody is at work and there is no deadline
   */
  ClockEvent next(long deadline) throws InterruptedException;
}
