package org.strideml.trainer.sync;

import org.strideml.trainer.optim.Schedule;

/**
 * Where a run stands when the length of its next round is decided. All of it counts from the run's
 * first start and is in its checkpoints.
 *
 * @param round rounds done
 * @param step local steps each worker has made
 * @param steps local steps per worker in the whole run
 * @param bytes encoded bytes exchanged so far, both ways
 * @param seconds spent training so far
 * @param computeSeconds of these, in the local steps of each round's slowest worker
 * @param schedule learning rate by local step
 */
public record SyncPoint(
    long round,
    long step,
    long steps,
    long bytes,
    double seconds,
    double computeSeconds,
    Schedule schedule) {

  /**
   * After one more round of {@code count} steps, were bytes and time to grow as they have so far.
   */
  public SyncPoint after(int count) {
    double roundsFactor = round == 0 ? 1 : (round + 1.0) / round;
    double stepsFactor = step == 0 ? 1 : (double) (step + count) / step;
    double waiting = (seconds - computeSeconds) * roundsFactor;
    double computing = computeSeconds * stepsFactor;
    return new SyncPoint(
        round + 1,
        step + count,
        steps,
        Math.round(bytes * roundsFactor),
        waiting + computing,
        computing,
        schedule);
  }

  /** Local steps that are still to be made. */
  public long left() {
    return steps - step;
  }
}
