package org.strideml.trainer.async;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The clock that a run has chosen, with its log if it keeps one. */
public final class RunClock implements Clock, AutoCloseable {
  private final Clock clock;
  private final Optional<WallClock> wall;
  private final Optional<ClockLog> log;

  private RunClock(Clock clock, Optional<WallClock> wall, Optional<ClockLog> log) {
    this.clock = clock;
    this.wall = wall;
    this.log = log;
  }

  /**
   * @param state where the run stands
   * @param log where a wall clock's answers are written; others do not use it
   * @throws ClockLogException when a log cannot be read or written
   */
  public static RunClock open(
      ClockChoice choice, int workers, DispatcherState state, Optional<Path> log) {
    if (choice instanceof ClockChoice.Replay replay) {
      Path file = Path.of(replay.log());
      ReplayClock clock =
          new ReplayClock(ClockLog.read(file, workers), state.events(), replay.log());
      return new RunClock(clock, Optional.empty(), Optional.empty());
    }
    if (choice instanceof ClockChoice.Wall) {
      Path file =
          log.orElseThrow(
              () ->
                  new IllegalStateException(
                      "a run by the wall clock needs a file for its log, or nobody can repeat it"));
      WallClock wall = new WallClock(state.nanos());
      ClockLog written = ClockLog.open(file, workers, state.events());
      return new RunClock(new LoggedClock(wall, written), Optional.of(wall), Optional.of(written));
    }
    long[] nanosPerStep = choice.nanosPerStep(workers).orElseThrow();
    return new RunClock(new VirtualClock(nanosPerStep), Optional.empty(), Optional.empty());
  }

  /** A worker's result is here; only a wall clock cares. Any thread may call. */
  public void arrived(int worker) {
    wall.ifPresent(clock -> clock.arrived(worker));
  }

  @Override
  public void begin(Assignment assignment) {
    clock.begin(assignment);
  }

  @Override
  public ClockEvent next(long deadline) throws InterruptedException {
    return clock.next(deadline);
  }

  @Override
  public void close() throws IOException {
    if (log.isPresent()) {
      log.get().close();
    }
  }
}
