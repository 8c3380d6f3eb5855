package org.strideml.jobs.sweep.result;

import java.util.List;
import java.util.Map;

/**
 * One trial.
 *
 * @param number in the sweep's order, from 1
 * @param id of configuration, data and code together: an equal one is the same trial
 * @param run folder within the sweep's, with the files of a run; there is none before it has begun
 * @param point value by key, in the order of the axes, without the seed
 * @param seed root of its randomness
 * @param status how it stands
 * @param error one sentence when it failed or was refused, else empty
 * @param rungs decisions of early stopping about it, in order; the last one was not kept when it is
 *     pruned
 * @param configHash of every setting that decides numbers
 * @param dataHash of its data, see {@code DataPrint}; empty when not known
 * @param figures the numbers of its {@code summary.json}, and {@code bytes} both ways
 */
public record TrialResult(
    int number,
    String id,
    String run,
    Map<String, String> point,
    long seed,
    TrialStatus status,
    String error,
    List<Rung> rungs,
    String configHash,
    String dataHash,
    Map<String, Double> figures) {
  /** Name of the figure that is bytes both ways. */
  public static final String BYTES = "bytes";

  /** Name of the figure that is seconds of training. */
  public static final String SECONDS = "seconds";

  /** A figure; NaN when there is none of that name. */
  public double figure(String name) {
    return figures.getOrDefault(name, Double.NaN);
  }

  /** The same trial, of which it is known how it ended. */
  public TrialResult ended(
      TrialStatus how, String why, List<Rung> decisions, Map<String, Double> numbers) {
    return new TrialResult(
        number, id, run, point, seed, how, why, decisions, configHash, dataHash, numbers);
  }

  /** The same trial at another place, its point in the order of other axes. */
  public TrialResult numbered(int place, Map<String, String> axes) {
    return new TrialResult(
        place, id, run, axes, seed, status, error, rungs, configHash, dataHash, figures);
  }
}
