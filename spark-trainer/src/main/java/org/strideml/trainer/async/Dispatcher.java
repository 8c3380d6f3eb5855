package org.strideml.trainer.async;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.strideml.quantization.RandomKey;

/**
 * Gives workers their assignments. A pure function of what the clock has answered:
 *
 * <ol>
 *   <li>All workers start at time 0.
 *   <li>The first to finish opens a grace period. Whoever finishes within it is taken in one after
 *       the other, in the order of finishing.
 *   <li>When it is over, or nobody is at work any more, those workers start again, all from the
 *       newest parameters.
 * </ol>
 *
 * <p>Local steps of a shard are counted over all workers: whoever trains on it goes on in its rows
 * and its learning-rate schedule where the last one ends. When the run's steps come to an end,
 * those that start together share what is left evenly, so that exactly as many are made as were
 * asked for.
 */
public final class Dispatcher {
  private static final long SHARDS = 0x736861726473L; // "shards"

  private final Asynchronous mode;
  private final int period;
  private final long totalSteps;
  private final long[] shardRows;
  private final RandomKey draws;
  private final Map<Integer, Assignment> atWork = new LinkedHashMap<>();
  private final List<Integer> waiting = new ArrayList<>();
  private final long[] finished;
  private final long[] workerSteps;
  private final double[] speeds;
  private final long[] shardSteps;
  private long deadline = Clock.NEVER;
  private long events;
  private long nanos;

  /**
   * The beginning of a run: every worker waits to be started.
   *
   * @param period H
   * @param totalSteps local steps of all workers together
   * @param shardRows rows by shard; as many shards as workers
   * @param seed of the run
   */
  public Dispatcher(Asynchronous mode, int period, long totalSteps, long[] shardRows, long seed) {
    this.mode = mode;
    this.period = period;
    this.totalSteps = totalSteps;
    this.shardRows = shardRows.clone();
    this.draws = RandomKey.of(seed).child(SHARDS);
    int workers = shardRows.length;
    this.finished = new long[workers];
    this.workerSteps = new long[workers];
    this.shardSteps = new long[workers];
    this.speeds = mode.knownSpeeds(workers);
    for (int worker = 0; worker < workers; worker++) {
      waiting.add(worker);
    }
  }

  /** Goes on from {@code state}. */
  public void restore(DispatcherState state) {
    atWork.clear();
    state.atWork().forEach(assignment -> atWork.put(assignment.worker(), assignment));
    waiting.clear();
    waiting.addAll(state.waiting());
    deadline = state.deadline();
    events = state.events();
    nanos = state.nanos();
    System.arraycopy(state.finished(), 0, finished, 0, finished.length);
    System.arraycopy(state.workerSteps(), 0, workerSteps, 0, workerSteps.length);
    System.arraycopy(state.speeds(), 0, speeds, 0, speeds.length);
    System.arraycopy(state.shardSteps(), 0, shardSteps, 0, shardSteps.length);
  }

  /** All of it as it is now. */
  public DispatcherState state() {
    return new DispatcherState(
        events,
        nanos,
        List.copyOf(atWork.values()),
        List.copyOf(waiting),
        deadline,
        finished.clone(),
        workerSteps.clone(),
        speeds.clone(),
        shardSteps.clone());
  }

  /** Whether all steps are made and taken in. */
  public boolean isDone() {
    return atWork.isEmpty() && (waiting.isEmpty() || left() == 0);
  }

  /** What happens next: what the clock says, or nothing when nobody is at work. */
  public ClockEvent next(Clock clock) throws InterruptedException {
    if (atWork.isEmpty()) {
      return ClockEvent.passed(nanos);
    }
    ClockEvent event = clock.next(deadline);
    events++;
    nanos = event.nanos();
    return event;
  }

  /** Takes in that a worker has finished; what it had to do. */
  public Assignment finish(ClockEvent event) {
    Assignment done = atWork.remove(event.worker());
    if (done == null) {
      throw new ClockLogException(
          "worker %d is said to have finished at %d ns, but it is not at work; the log is of a run with other settings"
              .formatted(event.worker(), event.nanos()));
    }
    if (waiting.isEmpty()) {
      deadline = mode.graceNanos() == Clock.NEVER ? Clock.NEVER : event.nanos() + mode.graceNanos();
    }
    waiting.add(done.worker());
    finished[done.worker()]++;
    workerSteps[done.worker()] += done.steps();
    long took = Math.max(1, event.nanos() - done.startNanos());
    speeds[done.worker()] = done.steps() * 1e9 / took;
    return done;
  }

  /**
   * Starts those who wait.
   *
   * @param event that ended their waiting
   * @param version of the parameters they start from
   */
  public List<Assignment> start(ClockEvent event, long version) {
    List<Assignment> started = new ArrayList<>();
    for (int i = 0; i < waiting.size() && left() > 0; i++) {
      started.add(assign(waiting.get(i), waiting.size() - i, event.nanos(), version));
    }
    waiting.clear();
    deadline = Clock.NEVER;
    return started;
  }

  private Assignment assign(int worker, int sharers, long at, long version) {
    long fair = (left() + sharers - 1) / sharers;
    int steps = (int) Math.min(mode.steps().steps(worker, period, speeds), fair);
    RandomKey draw = draws.child(worker).child(finished[worker]);
    int shard = mode.shards().choose(worker, shardSteps, shardRows, draw);
    Assignment next =
        new Assignment(worker, finished[worker], shard, shardSteps[shard], steps, version, at);
    shardSteps[shard] += steps;
    atWork.put(worker, next);
    return next;
  }

  private long left() {
    return totalSteps - LongStream.of(shardSteps).sum();
  }
}
