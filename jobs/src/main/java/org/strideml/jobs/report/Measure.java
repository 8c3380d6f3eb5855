package org.strideml.jobs.report;

import java.util.List;
import java.util.function.Predicate;
import org.strideml.jobs.terminal.Figures;

/**
 * A figure of quality.
 *
 * @param figure its name in files
 * @param title what people call it
 * @param lowerIsBetter which way is better
 * @param share whether it is shown as a percentage
 */
record Measure(String figure, String title, boolean lowerIsBetter, boolean share) {
  static final Measure LOSS = new Measure("evalLoss", "Held-out loss", true, false);

  /** What says how good a model is, the first that there is. */
  private static final List<Measure> KNOWN =
      List.of(
          new Measure("accuracy", "Accuracy", false, true),
          new Measure("exact", "Rows with all labels right", false, true),
          new Measure("r2", "R²", false, false),
          new Measure("auc", "AUC", false, false),
          new Measure("rmse", "RMSE", true, false),
          LOSS);

  /** The first of those that there are; the loss when there is none. */
  static Measure of(Predicate<String> present) {
    return KNOWN.stream().filter(one -> present.test(one.figure)).findFirst().orElse(LOSS);
  }

  /** The one with this name in files, known or not. */
  static Measure named(String figure, boolean lowerIsBetter) {
    return KNOWN.stream()
        .filter(one -> one.figure.equals(figure))
        .findFirst()
        .orElseGet(() -> new Measure(figure, figure, lowerIsBetter, false));
  }

  /** The same with its unit, for the heading of a chart. */
  String heading() {
    return share ? title + ", %" : title;
  }

  /** As charts show it: percent for shares. */
  double shown(double value) {
    return share ? 100 * value : value;
  }

  /** As sentences and tables say it. */
  String text(double value) {
    return !Double.isFinite(value) ? "-" : share ? Figures.percent(value, 2) : Figures.loss(value);
  }

  /**
   * From one value to another, as people compare: points of a percentage, or percent of a number.
   */
  String change(double from, double to) {
    return share
        ? String.format(java.util.Locale.ROOT, "%+.2f points of %s", 100 * (to - from), inText())
        : String.format(java.util.Locale.ROOT, "%+.1f %% %s", 100 * (to / from - 1), inText());
  }

  /** The title within a sentence. */
  String inText() {
    return title.matches("[A-Z][a-z].*")
        ? Character.toLowerCase(title.charAt(0)) + title.substring(1)
        : title;
  }
}
