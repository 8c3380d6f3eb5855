package org.strideml.trainer.async;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs without any training: only who does what, when. */
final class VirtualRuns {
  private VirtualRuns() {}

  static Asynchronous mode(LocalSteps steps, ShardChoice shards, double grace, Double... seconds) {
    long nanos = Double.isInfinite(grace) ? Clock.NEVER : Math.round(grace * 1e9);
    return new Asynchronous(
        new ClockChoice.Virtual(Arrays.asList(seconds)),
        steps,
        shards,
        nanos,
        1,
        new StalenessWeight(1, 0));
  }

  static Clock clock(Asynchronous mode, int workers) {
    return new VirtualClock(mode.clock().nanosPerStep(workers).orElseThrow());
  }

  static long[] rows(int shards, long each) {
    long[] rows = new long[shards];
    Arrays.fill(rows, each);
    return rows;
  }

  /** Assignments in the order in which they are taken in; each makes a new version. */
  static List<Assignment> play(Dispatcher dispatcher, Clock clock) throws InterruptedException {
    List<Assignment> taken = new ArrayList<>();
    dispatcher.state().atWork().forEach(clock::begin);
    while (!dispatcher.isDone()) {
      ClockEvent event = dispatcher.next(clock);
      if (event.isFinish()) {
        taken.add(dispatcher.finish(event));
      } else {
        dispatcher.start(event, taken.size()).forEach(clock::begin);
      }
    }
    return taken;
  }
}
