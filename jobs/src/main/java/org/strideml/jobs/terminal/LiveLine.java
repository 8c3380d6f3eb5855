package org.strideml.jobs.terminal;

import java.util.function.LongSupplier;

/**
 * Lines that stay, and below them one that is written over where a person watches. Any thread may
 * call.
 */
public final class LiveLine {
  private static final long PAUSE_NANOS = 100_000_000;

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private long shownAt;
  private boolean open;

  public LiveLine(Terminal terminal) {
    this(terminal, System::nanoTime);
  }

  LiveLine(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.shownAt = nanoTime.getAsLong() - PAUSE_NANOS;
  }

  /** A line that stays. */
  public synchronized void line(String text) {
    if (open) {
      terminal.overwrite("");
      terminal.out().print("\r");
      open = false;
    }
    terminal.line(text);
  }

  /** The line that is written over; at most ten times a second, and cut to the width there is. */
  public synchronized void show(String text) {
    long now = nanoTime.getAsLong();
    if (terminal.live() && now - shownAt >= PAUSE_NANOS) {
      shownAt = now;
      terminal.overwrite(text.substring(0, Math.min(text.length(), terminal.columns() - 1)));
      open = true;
    }
  }
}
