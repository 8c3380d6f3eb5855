package org.strideml.trainer.async;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time as it would pass if worker k needed a given time for a local step and nothing else took any:
 * an event queue. Ties go to the lower worker. It has no state beside the assignments at work, so a
 * resumed run begins them again and goes on alike.
 */
public final class VirtualClock implements Clock {
  private final long[] nanosPerStep;
  private final PriorityQueue<ClockEvent> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(ClockEvent::nanos).thenComparingInt(ClockEvent::worker));

  /**
   * @param nanosPerStep by worker
   */
  public VirtualClock(long[] nanosPerStep) {
    this.nanosPerStep = nanosPerStep.clone();
  }

  @Override
  public void begin(Assignment assignment) {
    long duration =
        Math.multiplyExact(nanosPerStep[assignment.worker()], (long) assignment.steps());
    queue.add(
        new ClockEvent(assignment.worker(), Math.addExact(assignment.startNanos(), duration)));
  }

  @Override
  public ClockEvent next(long deadline) {
    if (queue.isEmpty() && deadline == NEVER) {
      throw new IllegalStateException("nobody is at work, so nothing will happen");
    }
    return queue.isEmpty() || queue.peek().nanos() > deadline
        ? ClockEvent.passed(deadline)
        : queue.poll();
  }
}
