package org.strideml.jobs.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Middle values, which a first round that compiles does not move. */
final class Medians {
  private Medians() {}

  /** The lower one of two; NaN of nothing. */
  static double of(double[] numbers) {
    double[] sorted = DoubleStream.of(numbers).filter(Double::isFinite).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
  }

  /**
   * Each worker's over rounds, of as many workers as the last round had.
   *
   * @param byRound [round][worker]
   */
  static double[] byWorker(double[][] byRound) {
    int workers = byRound.length == 0 ? 0 : byRound[byRound.length - 1].length;
    return IntStream.range(0, workers)
        .mapToDouble(
            worker ->
                of(
                    Arrays.stream(byRound)
                        .filter(round -> worker < round.length)
                        .mapToDouble(round -> round[worker])
                        .toArray()))
        .toArray();
  }
}
