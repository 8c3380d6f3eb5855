package org.strideml.jobs.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * One side of a chart: what lies on it, in the chart's own coordinates, and where it says so.
 *
 * @param title under the axis; empty for none
 * @param low first value shown
 * @param high last value shown, above {@code low}
 * @param ticks in ascending order
 * @param scale from data to coordinates
 */
public record Axis(String title, double low, double high, List<Tick> ticks, Scale scale) {
  /** A coordinate and what is written beside it. */
  public record Tick(double at, String label) {}

  /** How numbers become coordinates. */
  public enum Scale {
    LINEAR,
    /** For numbers above 0; each doubling is as long. */
    LOGARITHMIC;

    double of(double number) {
      return this == LINEAR ? number : Math.log(number) / Math.log(2);
    }

    double back(double coordinate) {
      return this == LINEAR ? coordinate : Math.pow(2, coordinate);
    }
  }

  private static final double ROOM = 0.04;

  /** Round numbers over all that is finite in {@code numbers}, about {@code ticks} of them. */
  public static Axis over(String title, int ticks, double[]... numbers) {
    double low = least(numbers);
    double high = most(numbers);
    if (!(high > low)) {
      double half = low == 0 || !Double.isFinite(low) ? 0.5 : Math.abs(low) * 0.1;
      double centre = Double.isFinite(low) ? low : 0;
      low = centre - half;
      high = centre + half;
    }
    return linear(title, low, high, ticks);
  }

  /** As {@link #over}, from 0 on. */
  public static Axis fromZero(String title, int ticks, double[]... numbers) {
    double most = most(numbers);
    return linear(title, 0, most > 0 ? most : 1, ticks);
  }

  /** From one number to another, with round numbers between. */
  public static Axis linear(String title, double low, double high, int about) {
    double step = step(high - low, about);
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    List<Tick> marks = new ArrayList<>();
    for (double at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; at++) {
      marks.add(new Tick(at * step, label(at * step, decimals)));
    }
    return new Axis(title, low, high, marks, Scale.LINEAR);
  }

  /** Powers of two, or of ten when the range is wide, over all that is above 0. */
  public static Axis logarithmic(String title, double[]... numbers) {
    double[] positive = all(numbers).filter(one -> one > 0).toArray();
    double low = least(positive);
    double high = most(positive);
    if (positive.length == 0) {
      return linear(title, 0, 1, 2);
    }
    double octaves = Math.log(high / low) / Math.log(2);
    if (octaves < 1) {
      double middle = Math.sqrt(low * high);
      low = middle / Math.sqrt(2);
      high = middle * Math.sqrt(2);
    }
    List<Tick> marks = new ArrayList<>();
    double[] steps = octaves > 7 ? new double[] {1} : octaves > 3 ? new double[] {1, 3} : null;
    if (steps == null) {
      Axis round = linear(title, low, high, 4);
      round.ticks.forEach(tick -> marks.add(new Tick(Scale.LOGARITHMIC.of(tick.at), tick.label)));
    } else {
      for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
        for (double mantissa : steps) {
          double at = mantissa * Math.pow(10, power);
          if (at >= low * 0.999 && at <= high * 1.001) {
            marks.add(new Tick(Scale.LOGARITHMIC.of(at), label(at, Math.max(0, -power))));
          }
        }
      }
    }
    return new Axis(
        title, Scale.LOGARITHMIC.of(low), Scale.LOGARITHMIC.of(high), marks, Scale.LOGARITHMIC);
  }

  /** One place per name: the i-th is around i, from i - 0.5 to i + 0.5. */
  public static Axis named(String title, List<String> names) {
    List<Tick> marks = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      marks.add(new Tick(i, names.get(i)));
    }
    return new Axis(title, -0.5, names.size() - 0.5, marks, Scale.LINEAR);
  }

  /** The same with a margin at both ends, so that what lies there is not cut. */
  public Axis padded() {
    double room = ROOM * (high - low);
    return new Axis(title, low - room, high + room, ticks, scale);
  }

  /** The same with a margin at its upper end. */
  public Axis roomAbove(double share) {
    return new Axis(title, low, high + share * (high - low), ticks, scale);
  }

  /** The number in the middle of what is shown. */
  public double middle() {
    return scale.back((low + high) / 2);
  }

  double[] of(double[] numbers) {
    return DoubleStream.of(numbers).map(scale::of).toArray();
  }

  private static double step(double range, int about) {
    double rough = range / about;
    double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    double ratio = rough / magnitude;
    return magnitude * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
  }

  private static String label(double value, int decimals) {
    if (Math.abs(value) >= 10_000) {
      double thousands = value / 1000;
      return thousands == Math.rint(thousands)
          ? String.format(Locale.ROOT, "%.0fk", thousands)
          : String.format(Locale.ROOT, "%.1fk", thousands);
    }
    return String.format(Locale.ROOT, "%." + decimals + "f", value == 0 ? 0.0 : value);
  }

  private static DoubleStream all(double[]... numbers) {
    return Arrays.stream(numbers).flatMapToDouble(DoubleStream::of).filter(Double::isFinite);
  }

  private static double least(double[]... numbers) {
    return all(numbers).min().orElse(Double.NaN);
  }

  private static double most(double[]... numbers) {
    return all(numbers).max().orElse(Double.NaN);
  }
}
