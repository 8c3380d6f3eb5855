package org.strideml.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.terminal.Figures;

/**
 * A figure as people read it.
 *
 * @param figure its name in files
 * @param title what people call it
 * @param lowerIsBetter which way is better
 * @param kind of number
 */
record Measure(String figure, String title, boolean lowerIsBetter, Kind kind) {

  /** What a number counts. */
  enum Kind {
    NUMBER,
    /** A part of 1, shown as a percentage. */
    SHARE,
    SECONDS,
    BYTES
  }

  static final Measure LOSS = new Measure("evalLoss", "Held-out loss", true, Kind.NUMBER);

  /** What says how good a model is, the first that there is. */
  private static final List<Measure> QUALITY =
      List.of(
          new Measure("accuracy", "Accuracy", false, Kind.SHARE),
          new Measure("exact", "Rows with all labels right", false, Kind.SHARE),
          new Measure("r2", "R²", false, Kind.NUMBER),
          new Measure("auc", "AUC", false, Kind.NUMBER),
          new Measure("rmse", "RMSE", true, Kind.NUMBER),
          LOSS);

  /** What else a run is judged by. */
  private static final List<Measure> OTHERS =
      List.of(
          new Measure("trainLoss", "Training loss", true, Kind.NUMBER),
          new Measure("clockSeconds", "Time by the clock", true, Kind.SECONDS),
          new Measure("staleness", "Mean age of results", true, Kind.NUMBER),
          new Measure("consensusDistance", "Consensus distance", true, Kind.NUMBER),
          new Measure("peakBytesUp", "Most bytes up in a round", true, Kind.BYTES),
          new Measure("bytesDown", "Bytes down", true, Kind.BYTES),
          new Measure("bytesUp", "Bytes up", true, Kind.BYTES),
          new Measure(TrialResult.BYTES, "Bytes sent", true, Kind.BYTES),
          new Measure(TrialResult.SECONDS, "Time", true, Kind.SECONDS));

  /** The first of those that there are; the loss when there is none. */
  static Measure of(Predicate<String> present) {
    return QUALITY.stream().filter(one -> present.test(one.figure)).findFirst().orElse(LOSS);
  }

  /** The one with this name in files, known or not. */
  static Measure named(String figure, boolean lowerIsBetter) {
    return known().stream()
        .filter(one -> one.figure.equals(figure))
        .findFirst()
        .orElseGet(() -> new Measure(figure, figure, lowerIsBetter, Kind.NUMBER));
  }

  /** All that have a title. */
  static List<Measure> known() {
    return java.util.stream.Stream.concat(QUALITY.stream(), OTHERS.stream()).toList();
  }

  private boolean isShare() {
    return kind == Kind.SHARE;
  }

  /** The same with its unit, for the heading of a chart. */
  String heading() {
    return isShare() ? title + ", %" : title;
  }

  /** As charts show it: percent for shares. */
  double shown(double value) {
    return isShare() ? 100 * value : value;
  }

  /** As sentences and tables say it. */
  String text(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    return switch (kind) {
      case NUMBER -> Figures.loss(value);
      case SHARE -> Figures.percent(value, 2);
      case SECONDS -> Figures.duration(value);
      case BYTES -> Figures.bytes(value);
    };
  }

  /** {@code 76.89 ± 0.37 %}: a mean and half its interval, with as many decimals; no ± for NaN. */
  String text(double value, double half) {
    String mean = text(value);
    if (!Double.isFinite(half) || kind == Kind.BYTES || kind == Kind.SECONDS) {
      return mean;
    }
    String[] number = mean.split(" ", 2);
    int point = number[0].indexOf('.');
    int decimals = point < 0 ? 0 : number[0].length() - point - 1;
    return "%s ± %s%s"
        .formatted(
            number[0],
            String.format(Locale.ROOT, "%." + decimals + "f", shown(half)),
            number.length > 1 ? " " + number[1] : "");
  }

  /**
   * From one value to another, as people compare: points of a percentage, or percent of a number.
   */
  String change(double from, double to) {
    return isShare()
        ? String.format(Locale.ROOT, "%+.2f points of %s", 100 * (to - from), inText())
        : String.format(Locale.ROOT, "%+.1f %% %s", 100 * (to / from - 1), inText());
  }

  /** A unit for differences of this size. */
  Units differences(double... sizes) {
    double most = DoubleStream.of(sizes).filter(Double::isFinite).map(Math::abs).max().orElse(1);
    return switch (kind) {
      case NUMBER -> new Units("", 1);
      case SHARE -> new Units("points", 0.01);
      case SECONDS -> new Units("s", 1);
      case BYTES -> Units.ofBytes(most);
    };
  }

  /** {@code +0.131 [+0.114, +0.148]} with a unit where there is one. */
  String difference(double mean, double low, double high) {
    Units units = differences(mean, low, high);
    DoubleFunction<String> text = number -> signed(units.of(number), "+");
    return "%s [%s, %s]%s"
        .formatted(text.apply(mean), text.apply(low), text.apply(high), suffix(units));
  }

  /** The size of a difference with its unit: {@code 0.05}, {@code 1 points}, {@code 0}. */
  String size(double number) {
    if (number == 0) {
      return "0";
    }
    Units units = differences(number);
    return signed(units.of(number), "") + suffix(units);
  }

  private static String suffix(Units units) {
    return units.name().isEmpty() ? "" : " " + units.name();
  }

  /** Three digits. */
  private static String signed(double number, String plus) {
    if (!Double.isFinite(number)) {
      return "-";
    }
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(3)).stripTrailingZeros();
    String text = rounded.signum() == 0 ? "0" : rounded.toPlainString();
    return rounded.signum() > 0 ? plus + text : text;
  }

  /** The title within a sentence. */
  String inText() {
    return title.matches("[A-Z][a-z].*")
        ? Character.toLowerCase(title.charAt(0)) + title.substring(1)
        : title;
  }
}
