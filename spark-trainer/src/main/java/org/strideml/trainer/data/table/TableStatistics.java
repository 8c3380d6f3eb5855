package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.util.TreeMap;

/**
 * What there is to know of training rows before columns can be encoded, column by column.
 * Statistics may be added in any order with the same result. Plain arrays and maps, for Kryo.
 */
public final class TableStatistics implements Serializable {
  private static final long serialVersionUID = 1L;
  final Moments[] numeric;
  final long[] numericMissing;
  final ValueCounts[] categorical;
  final long[] categoricalMissing;
  final ValueCounts[] words;
  final TreeMap<String, Moments> weightsByClass = new TreeMap<>();
  final Moments[] values;
  final Moments weights = new Moments();

  /**
   * @param mostValues of one column that are counted
   */
  TableStatistics(ColumnRoles roles, int mostValues) {
    numeric = moments(roles.numeric().size());
    numericMissing = new long[numeric.length];
    categorical = counts(roles.categorical().size(), mostValues);
    categoricalMissing = new long[categorical.length];
    words = counts(roles.text().size(), mostValues);
    values = moments(roles.target() == TableSettings.TargetKind.NUMBERS ? roles.label().size() : 0);
  }

  private static Moments[] moments(int count) {
    Moments[] all = new Moments[count];
    for (int i = 0; i < count; i++) {
      all[i] = new Moments();
    }
    return all;
  }

  private static ValueCounts[] counts(int count, int mostValues) {
    ValueCounts[] all = new ValueCounts[count];
    for (int i = 0; i < count; i++) {
      all[i] = new ValueCounts(mostValues);
    }
    return all;
  }

  /** Adds the rows of another one, of the same columns. */
  public TableStatistics add(TableStatistics other) {
    for (int i = 0; i < numeric.length; i++) {
      numeric[i].add(other.numeric[i]);
      numericMissing[i] += other.numericMissing[i];
    }
    for (int i = 0; i < categorical.length; i++) {
      categorical[i].add(other.categorical[i]);
      categoricalMissing[i] += other.categoricalMissing[i];
    }
    for (int i = 0; i < words.length; i++) {
      words[i].add(other.words[i]);
    }
    for (int i = 0; i < values.length; i++) {
      values[i].add(other.values[i]);
    }
    weights.add(other.weights);
    other.weightsByClass.forEach(
        (name, moments) -> weightsByClass.computeIfAbsent(name, one -> new Moments()).add(moments));
    return this;
  }
}
