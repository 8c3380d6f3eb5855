package org.strideml.jobs.report;

import java.util.stream.IntStream;

/**
 * A curve with no more points than a chart can show: neighbouring ones become the mean of those
 * that are finite.
 *
 * @param x ascending
 * @param y of as many
 */
record Thinned(double[] x, double[] y) {
  static final int POINTS = 180;

  static Thinned of(double[] x, double[] y) {
    if (x.length <= POINTS) {
      return new Thinned(x, y);
    }
    return new Thinned(means(x, POINTS), means(y, POINTS));
  }

  /** Means of {@code parts} runs of neighbours, as equal in number as can be. */
  static double[] means(double[] numbers, int parts) {
    return IntStream.range(0, parts)
        .mapToDouble(
            part -> {
              int from = (int) ((long) part * numbers.length / parts);
              int to = (int) ((long) (part + 1) * numbers.length / parts);
              return IntStream.range(from, to)
                  .mapToDouble(i -> numbers[i])
                  .filter(Double::isFinite)
                  .average()
                  .orElse(Double.NaN);
            })
        .toArray();
  }
}
