package org.strideml.jobs.report;

import java.util.stream.DoubleStream;

/**
 * A unit in which numbers of some size are easy to read.
 *
 * @param name of the unit
 * @param size in the base unit
 */
record Units(String name, double size) {
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final String[] BYTES = {"bytes", "kB", "MB", "GB", "TB", "PB"};

  /** For times up to this many seconds. */
  static Units ofSeconds(double most) {
    if (most < 2e-3) {
      return new Units("microseconds", 1e-6);
    }
    if (most < 2) {
      return new Units("milliseconds", 1e-3);
    }
    return most < 3 * MINUTE
        ? new Units("seconds", 1)
        : most < 3 * HOUR ? new Units("minutes", MINUTE) : new Units("hours", HOUR);
  }

  /** For up to this many bytes. */
  static Units ofBytes(double most) {
    int power = most < 2 ? 0 : (int) Math.min(BYTES.length - 1, Math.log10(most / 2) / 3);
    return new Units(BYTES[power], Math.pow(1000, power));
  }

  double[] of(double[] numbers) {
    return DoubleStream.of(numbers).map(number -> number / size).toArray();
  }

  double of(double number) {
    return number / size;
  }
}
