package org.strideml.trainer.async;

import java.util.List;

/** Answers as the clock of an earlier run did. */
public final class ReplayClock implements Clock {
  private final List<ClockEvent> events;
  private final String source;
  private int next;

  /**
   * @param events of the earlier run, from its first start
   * @param from events that are already behind this run
   * @param source where they come from, for complaints
   */
  public ReplayClock(List<ClockEvent> events, long from, String source) {
    this.events = List.copyOf(events);
    this.next = Math.toIntExact(from);
    this.source = source;
  }

  @Override
  public void begin(Assignment assignment) {
    // The log knows when it ends.
  }

  @Override
  public ClockEvent next(long deadline) {
    if (next >= events.size()) {
      throw new ClockLogException(
          "%s ends after %d events, before this run does; the run that wrote it was stopped earlier or had other settings"
              .formatted(source, events.size()));
    }
    ClockEvent event = events.get(next++);
    boolean fits = event.isFinish() ? event.nanos() <= deadline : event.nanos() >= deadline;
    if (!fits) {
      throw new ClockLogException(
          "event %d of %s does not fit this run, which waits until %d ns, got one of %d ns; it was written under other settings"
              .formatted(next, source, deadline, event.nanos()));
    }
    return event;
  }
}
