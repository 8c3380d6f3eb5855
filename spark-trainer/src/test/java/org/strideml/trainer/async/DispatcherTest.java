package org.strideml.trainer.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DispatcherTest {
  private static final Double[] PAPER = {0.58, 0.75, 1.51, 3.33};

  private static List<Integer> firstSteps(LocalSteps rule, int period, Double... seconds) {
    Asynchronous mode = VirtualRuns.mode(rule, ShardChoice.OWN, 0, seconds);
    Dispatcher dispatcher =
        new Dispatcher(mode, period, 10_000, VirtualRuns.rows(seconds.length, 100), 1);
    return dispatcher.start(ClockEvent.passed(0), 0).stream().map(Assignment::steps).toList();
  }

  @Test
  void slowWorkersMakeFewerStepsButNotLessThanTheMinimum() {
    assertThat(firstSteps(new DynamicSteps(5), 20, PAPER)).containsExactly(20, 15, 7, 5);
    assertThat(firstSteps(new DynamicSteps(1), 20, PAPER)).containsExactly(20, 15, 7, 3);
  }

  @Test
  void equallyFastWorkersAllMakeThePeriod() throws InterruptedException {
    assertThat(firstSteps(new DynamicSteps(5), 20, 0.3)).containsExactly(20);
    Asynchronous mode = VirtualRuns.mode(new DynamicSteps(5), ShardChoice.OWN, 0, 0.1, 0.1, 0.1);
    Dispatcher dispatcher = new Dispatcher(mode, 7, 3 * 70, VirtualRuns.rows(3, 10), 1);
    assertThat(VirtualRuns.play(dispatcher, VirtualRuns.clock(mode, 3)))
        .hasSize(30)
        .allMatch(assignment -> assignment.steps() == 7);
  }

  @Test
  void measuresSpeedsThatNobodyKnew() {
    Asynchronous virtual = VirtualRuns.mode(new DynamicSteps(2), ShardChoice.OWN, 0, 1.0);
    Asynchronous mode =
        new Asynchronous(
            new ClockChoice.Wall(),
            virtual.steps(),
            virtual.shards(),
            0,
            1,
            new StalenessWeight(1, 0));
    Dispatcher dispatcher = new Dispatcher(mode, 10, 1000, VirtualRuns.rows(2, 100), 1);
    dispatcher.start(ClockEvent.passed(0), 0);
    dispatcher.finish(new ClockEvent(0, 1_000_000));
    assertThat(dispatcher.start(ClockEvent.passed(1_000_000), 1).get(0).steps()).isEqualTo(10);
    dispatcher.finish(new ClockEvent(1, 4_000_000));
    assertThat(dispatcher.start(ClockEvent.passed(4_000_000), 2).get(0).steps())
        .as("a quarter of the other's speed: 2.5 of 10 steps")
        .isEqualTo(2);
  }

  /** Workers of 1, 2 and 2.5 seconds, one step each; grace periods of 0.6 seconds. */
  @Test
  void thoseWhoFinishWithinTheGracePeriodStartTogether() throws InterruptedException {
    Asynchronous mode = VirtualRuns.mode(new FixedSteps(), ShardChoice.OWN, 0.6, 1.0, 2.0, 2.5);
    Dispatcher dispatcher = new Dispatcher(mode, 1, 9, VirtualRuns.rows(3, 100), 1);
    List<Assignment> taken = VirtualRuns.play(dispatcher, VirtualRuns.clock(mode, 3));
    // Worker 0 waits alone until 1.6; workers 1 and 2 come at 2.0 and 2.5, worker 0 at 2.6, all
    // within the period that worker 1 opened; so three start at 2.6, when nobody is left.
    assertThat(taken.subList(0, 4)).extracting(Assignment::worker).containsExactly(0, 1, 2, 0);
    assertThat(taken.subList(4, 7))
        .allMatch(assignment -> assignment.startNanos() == 2_600_000_000L)
        .allMatch(assignment -> assignment.version() == 4);
    assertThat(taken.get(3).startNanos()).isEqualTo(1_600_000_000L);
  }

  @Test
  void waitingForAllIsSynchronous() throws InterruptedException {
    Asynchronous mode =
        VirtualRuns.mode(
            new FixedSteps(), ShardChoice.OWN, Double.POSITIVE_INFINITY, 1.0, 5.0, 2.0);
    Dispatcher dispatcher = new Dispatcher(mode, 4, 3 * 10, VirtualRuns.rows(3, 100), 1);
    List<Assignment> taken = VirtualRuns.play(dispatcher, VirtualRuns.clock(mode, 3));
    assertThat(taken).extracting(Assignment::steps).containsExactly(4, 4, 4, 4, 4, 4, 2, 2, 2);
    assertThat(taken)
        .extracting(Assignment::version)
        .containsExactly(0L, 0L, 0L, 3L, 3L, 3L, 6L, 6L, 6L);
    assertThat(taken).extracting(Assignment::worker).startsWith(0, 2, 1);
  }

  @ParameterizedTest
  @EnumSource(ShardChoice.class)
  void makesExactlyTheStepsAskedForAndCountsThemAlikeByShardAndWorker(ShardChoice choice)
      throws InterruptedException {
    Asynchronous mode = VirtualRuns.mode(new DynamicSteps(3), choice, 0.25, PAPER);
    Dispatcher dispatcher = new Dispatcher(mode, 20, 4 * 1001, VirtualRuns.rows(4, 100), 1);
    List<Assignment> taken = VirtualRuns.play(dispatcher, VirtualRuns.clock(mode, 4));
    DispatcherState end = dispatcher.state();
    assertThat(LongStream.of(end.shardSteps()).sum()).isEqualTo(4004);
    assertThat(LongStream.of(end.workerSteps()).sum()).isEqualTo(4004);
    assertThat(taken.stream().mapToLong(Assignment::steps).sum()).isEqualTo(4004);
    long[] next = new long[4];
    List<Assignment> asGivenOut = new ArrayList<>(taken);
    asGivenOut.sort(java.util.Comparator.comparingLong(Assignment::firstStep));
    for (Assignment assignment : asGivenOut) {
      assertThat(assignment.firstStep()).as("a shard's steps").isEqualTo(next[assignment.shard()]);
      next[assignment.shard()] += assignment.steps();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ShardChoice.class,
      names = {"LEAST_VISITED", "REMAINING_SHARE"})
  void shardsAreVisitedEvenlyHoweverUnequalWorkersAre(ShardChoice choice)
      throws InterruptedException {
    Asynchronous mode = VirtualRuns.mode(new FixedSteps(), choice, 0, 1.0, 1.0, 1.0, 20.0);
    Dispatcher dispatcher = new Dispatcher(mode, 10, 4 * 1000, VirtualRuns.rows(4, 100), 3);
    VirtualRuns.play(dispatcher, VirtualRuns.clock(mode, 4));
    assertThat(dispatcher.state().workerSteps()[3]).isLessThan(100);
    for (long steps : dispatcher.state().shardSteps()) {
      assertThat(steps).isBetween(980L, 1020L);
    }
  }

  @Test
  void remainingShareFollowsTheRows() throws InterruptedException {
    Asynchronous mode =
        VirtualRuns.mode(new FixedSteps(), ShardChoice.REMAINING_SHARE, 0, 1.0, 1.0);
    Dispatcher dispatcher = new Dispatcher(mode, 1, 4000, new long[] {300, 100}, 3);
    VirtualRuns.play(dispatcher, VirtualRuns.clock(mode, 2));
    assertThat(dispatcher.state().shardSteps()[0]).isBetween(2990L, 3010L);
  }

  @Test
  void goesOnFromAnyPointAsIfItHadNotStopped() throws Exception {
    Asynchronous mode =
        VirtualRuns.mode(new DynamicSteps(2), ShardChoice.LEAST_VISITED, 0.4, PAPER);
    Dispatcher whole = new Dispatcher(mode, 8, 4 * 60, VirtualRuns.rows(4, 100), 9);
    List<Assignment> expected = VirtualRuns.play(whole, VirtualRuns.clock(mode, 4));
    for (int stop = 1; stop < expected.size(); stop++) {
      Dispatcher first = new Dispatcher(mode, 8, 4 * 60, VirtualRuns.rows(4, 100), 9);
      Clock clock = VirtualRuns.clock(mode, 4);
      List<Assignment> taken = new ArrayList<>();
      while (taken.size() < stop) {
        ClockEvent event = first.next(clock);
        if (event.isFinish()) {
          taken.add(first.finish(event));
        } else {
          first.start(event, taken.size()).forEach(clock::begin);
        }
      }
      DispatcherState saved = DispatcherState.fromJson(first.state().toJson());
      Dispatcher second = new Dispatcher(mode, 8, 4 * 60, VirtualRuns.rows(4, 100), 9);
      second.restore(saved);
      Clock restarted = VirtualRuns.clock(mode, 4);
      second.state().atWork().forEach(restarted::begin);
      while (!second.isDone()) {
        ClockEvent event = second.next(restarted);
        if (event.isFinish()) {
          taken.add(second.finish(event));
        } else {
          second.start(event, taken.size()).forEach(restarted::begin);
        }
      }
      assertThat(taken).as("stopped after %d", stop).isEqualTo(expected);
    }
  }

  @Test
  void twoHundredAndFiftySixWorkersOfAllSpeeds() throws InterruptedException {
    Double[] seconds = new Double[256];
    for (int worker = 0; worker < seconds.length; worker++) {
      seconds[worker] = 0.1 + 0.01 * (worker % 64);
    }
    Asynchronous mode = VirtualRuns.mode(new DynamicSteps(1), ShardChoice.OWN, 0, seconds);
    Dispatcher dispatcher = new Dispatcher(mode, 32, 256 * 320, VirtualRuns.rows(256, 100), 1);
    List<Assignment> taken = VirtualRuns.play(dispatcher, VirtualRuns.clock(mode, 256));
    assertThat(taken.stream().mapToLong(Assignment::steps).sum()).isEqualTo(256 * 320);
  }
}
