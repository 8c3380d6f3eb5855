package org.strideml.trainer.async;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of this machine: workers finish when their results arrive. {@link #arrived} may be
 * called from any thread; the others belong to the thread that runs the training.
 */
public final class WallClock implements Clock {
  private final LongSupplier nanoTime;
  private final long origin;
  private final BlockingQueue<ClockEvent> arrivals = new LinkedBlockingQueue<>();
  private ClockEvent early;

  /**
   * @param elapsed nanoseconds of the run that lie behind it
   */
  public WallClock(long elapsed) {
    this(elapsed, System::nanoTime);
  }

  WallClock(long elapsed, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong() - elapsed;
  }

  /** A worker's result is here, or the news that there will be none. */
  public void arrived(int worker) {
    arrivals.add(new ClockEvent(worker, now()));
  }

  private long now() {
    return nanoTime.getAsLong() - origin;
  }

  @Override
  public void begin(Assignment assignment) {
    // It ends when it ends.
  }

  @Override
  public ClockEvent next(long deadline) throws InterruptedException {
    if (early == null) {
      early =
          deadline == NEVER
              ? arrivals.take()
              : arrivals.poll(Math.max(0, deadline - now()), TimeUnit.NANOSECONDS);
    }
    if (early == null || early.nanos() > deadline) {
      return ClockEvent.passed(now());
    }
    ClockEvent event = early;
    early = null;
    return event;
  }
}
