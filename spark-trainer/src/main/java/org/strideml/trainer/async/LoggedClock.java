package org.strideml.trainer.async;

/** Another clock whose answers are written down, so that a run can be replayed. */
public final class LoggedClock implements Clock {
  private final Clock clock;
  private final ClockLog log;

  public LoggedClock(Clock clock, ClockLog log) {
    this.clock = clock;
    this.log = log;
  }

  @Override
  public void begin(Assignment assignment) {
    clock.begin(assignment);
  }

  @Override
  public ClockEvent next(long deadline) throws InterruptedException {
    ClockEvent event = clock.next(deadline);
    log.append(event);
    return event;
  }
}
