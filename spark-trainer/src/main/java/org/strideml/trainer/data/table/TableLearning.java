package org.strideml.trainer.data.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.table.TableSettings.ClassWeight;
import org.strideml.trainer.data.table.TableSettings.Encoding;
import org.strideml.trainer.data.table.TableSettings.Impute;
import org.strideml.trainer.data.table.TableSettings.TextEncoding;
import org.strideml.trainer.data.table.TableSettings.Weighting;

/** From statistics of the training rows to what becomes of each column. */
public final class TableLearning {
  /** Most classes a label column may have. */
  public static final int MOST_CLASSES = 1 << 16;

  private final ColumnRoles roles;
  private final TableStatistics statistics;
  private final Encoding encoding;

  public TableLearning(ColumnRoles roles, TableStatistics statistics, Encoding encoding) {
    this.roles = roles;
    this.statistics = statistics;
    this.encoding = encoding;
  }

  /**
   * What becomes of each column.
   *
   * @throws DataException when there is nothing to learn from
   */
  public TablePreprocessing preprocessing() {
    if (statistics.weights.count() == 0) {
      throw new DataException(
          "data", "at least one training row", "none that can be used", "check data.split");
    }
    List<NumericColumn> numeric = new ArrayList<>();
    for (int i = 0; i < statistics.numeric.length; i++) {
      numeric.add(numeric(i));
    }
    List<TextColumn> text = new ArrayList<>();
    for (int i = 0; i < statistics.words.length; i++) {
      text.add(text(i));
    }
    List<CategoricalColumn> categorical = new ArrayList<>();
    for (int i = 0; i < statistics.categorical.length; i++) {
      categorical.add(categorical(i));
    }
    return new TablePreprocessing(numeric, text, categorical, encoding.embedding(), target());
  }

  private NumericColumn numeric(int column) {
    Moments moments = statistics.numeric[column];
    double shift = 0;
    double scale = 1;
    switch (encoding.scaling()) {
      case STANDARD -> {
        shift = moments.mean();
        scale = inverse(moments.deviation());
      }
      case MINMAX -> {
        shift = moments.count() == 0 ? 0 : moments.min();
        scale = moments.count() == 0 ? 0 : inverse(moments.max() - moments.min());
      }
      default -> {}
    }
    double fill = encoding.impute() == Impute.NONE ? Double.NaN : moments.mean();
    boolean indicator = encoding.indicator() && statistics.numericMissing[column] > 0;
    return new NumericColumn(roles.numeric().get(column), shift, scale, fill, indicator);
  }

  /** A column that never changes says nothing, and must not do so later either. */
  private static double inverse(double spread) {
    double inverse = 1 / spread;
    return Double.isFinite(inverse) ? inverse : 0;
  }

  private CategoricalColumn categorical(int column) {
    String name = roles.categorical().get(column);
    List<String> values =
        counted(statistics.categorical[column], name).frequent(encoding.minCount());
    boolean missing = statistics.categoricalMissing[column] >= encoding.minCount();
    return new CategoricalColumn(name, first(values, encoding.maxCategories()), missing);
  }

  private TextColumn text(int column) {
    String name = roles.text().get(column);
    ValueCounts counts = counted(statistics.words[column], name);
    boolean hashed = encoding.textEncoding() == TextEncoding.HASHED;
    List<String> words =
        hashed ? List.of() : first(counts.frequent(encoding.minCount()), encoding.textSize());
    if (!hashed && words.isEmpty()) {
      throw new DataException(
          "column " + name,
          "at least one word in " + encoding.minCount() + " rows",
          "none",
          "put it into data.ignore, or lower data.minCount");
    }
    List<Double> weights = new ArrayList<>();
    for (int place = 0; place < (hashed ? encoding.textSize() : words.size()); place++) {
      long texts = counts.of(hashed ? Integer.toString(place) : words.get(place));
      weights.add(1 + StrictMath.log((1.0 + statistics.weights.count()) / (1.0 + texts)));
    }
    return new TextColumn(name, words, weights);
  }

  private static ValueCounts counted(ValueCounts counts, String column) {
    if (counts.isBeyondLimit()) {
      throw new DataException(
          "column " + column,
          "at most " + TableCounter.MOST_VALUES + " different values or words",
          "more",
          "put it into data.ignore or data.numeric, or use data.text with data.textEncoding ="
              + " hashed");
    }
    return counts;
  }

  private static List<String> first(List<String> values, int most) {
    return values.subList(0, Math.min(most, values.size()));
  }

  private Target target() {
    List<String> columns = roles.label();
    switch (roles.target()) {
      case CLASSES:
        List<String> names = sorted(statistics.weightsByClass);
        if (names.size() < 2) {
          throw new DataException(
              "column " + columns.get(0),
              "at least two classes in the training rows",
              "only " + names,
              "check data.label and data.split");
        }
        return new Target.Classes(columns.get(0), names);
      case NUMBERS:
        List<Double> shift = new ArrayList<>();
        List<Double> scale = new ArrayList<>();
        for (Moments moments : statistics.values) {
          boolean scaled = encoding.scaleTarget() && moments.deviation() > 0;
          shift.add(scaled ? moments.mean() : 0);
          scale.add(scaled ? moments.deviation() : 1);
        }
        return new Target.Numbers(columns, shift, scale);
      default:
        return new Target.Labels(columns);
    }
  }

  /** As numbers when all names are, else by code points. */
  static List<String> sorted(Map<String, ?> byName) {
    try {
      return byName.keySet().stream()
          .sorted(
              Comparator.comparing((String name) -> new BigDecimal(name))
                  .thenComparing(Comparator.naturalOrder()))
          .toList();
    } catch (NumberFormatException e) {
      return List.copyOf(new TreeMap<>(byName).keySet());
    }
  }

  /**
   * What training rows weigh, so that their mean weight is 1.
   *
   * @param classes in their order; empty when there are none
   * @throws DataException when a weight is given for a class that is not there
   */
  public RowWeights weights(Weighting weighting, List<String> classes) {
    if (weighting.column().isEmpty() && weighting.classWeight() == ClassWeight.NONE) {
      return RowWeights.NONE;
    }
    long rows = statistics.weights.count();
    List<Double> byClass = new ArrayList<>();
    double sum = weighting.classWeight() == ClassWeight.NONE ? sum(statistics.weights) : 0;
    if (weighting.classWeight() != ClassWeight.NONE) {
      check(weighting, classes);
      for (String name : classes) {
        Moments rowsOfClass = statistics.weightsByClass.get(name);
        double weight =
            weighting.classWeight() == ClassWeight.BALANCED
                ? (double) rows / classes.size() / rowsOfClass.count()
                : weighting.given().getOrDefault(name, 1.0);
        byClass.add(weight);
        sum += weight * sum(rowsOfClass);
      }
    }
    if (!(sum > 0)) {
      throw new DataException(
          "data.weight", "weights above 0", "a sum of " + sum, "check the column's numbers");
    }
    return new RowWeights(weighting.column(), byClass, rows / sum);
  }

  private static double sum(Moments moments) {
    return moments.mean() * moments.count();
  }

  private static void check(Weighting weighting, List<String> classes) {
    if (classes.isEmpty()) {
      throw new DataException(
          "data.classWeight", "a label with classes", "numbers", "set data.classWeight = none");
    }
    for (String name : new TreeMap<>(weighting.given()).keySet()) {
      if (!classes.contains(name)) {
        throw new DataException(
            "data.classWeights", "one of the classes " + classes, name, "correct the name");
      }
    }
  }

  static DataException tooManyClasses(String column) {
    return new DataException(
        "column " + column,
        "at most " + MOST_CLASSES + " classes",
        "more",
        "set model.task = regression when the label is a number");
  }
}
