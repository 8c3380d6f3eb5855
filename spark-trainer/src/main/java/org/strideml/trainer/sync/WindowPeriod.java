package org.strideml.trainer.sync;

/**
 * Workers meet often in one window of the run, seldom or never outside of it, and once at the end:
 * what "A Single Merging Suffices" (Zhu et al., 2026) asks about early and late communication. With
 * {@code begin = end = 1} and {@code outside = 0} the whole run is one round and its end the only
 * merging.
 *
 * @param period H within the window
 * @param outside H elsewhere; 0 for not at all
 * @param begin where the window begins, as a share of the run
 * @param end where it ends
 */
public record WindowPeriod(long period, long outside, double begin, double end)
    implements SyncPeriod {
  public WindowPeriod {
    Steps.require("period", period, 1);
    Steps.require("outside", outside, 0);
    Steps.require("begin", begin, 0, 1);
    Steps.require("end", end, begin, 1);
  }

  @Override
  public String type() {
    return "window";
  }

  @Override
  public long base() {
    return begin == end ? Math.max(outside, 1) : period;
  }

  @Override
  public long steps(SyncPoint at) {
    long first = (long) Math.ceil(begin * at.steps());
    long last = (long) Math.floor(end * at.steps());
    if (at.step() >= first && at.step() < last) {
      return Math.min(period, last - at.step());
    }
    long rest = outside == 0 ? at.left() : outside;
    return at.step() < first ? Math.min(rest, first - at.step()) : rest;
  }
}
