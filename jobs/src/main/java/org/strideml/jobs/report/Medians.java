package org.strideml.jobs.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Middle values, which a first round that compiles does not move. */
final class Medians {
  private Medians() {}

  /** The lower one of two; NaN of nothing. */
  static double of(double[] numbers) {
    double[] sorted = DoubleStream.of(numbers).filter(Double::isFinite).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
  }

  /** Of each row. */
  static double[] of(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(Medians::of).toArray();
  }
}
