package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns are read, and as what. Cells of a row come in this order: numeric, text,
 * categorical, label, weight.
 *
 * @param label empty when rows are only to be scored
 * @param target how labels are read; not AUTO
 * @param weight empty when rows bring none
 */
public record ColumnRoles(
    List<String> numeric,
    List<String> text,
    List<String> categorical,
    List<String> label,
    TableSettings.TargetKind target,
    String weight)
    implements Serializable {

  /** What a model that was trained reads of a row. */
  public static ColumnRoles of(TablePreprocessing table, boolean labelled, String weight) {
    Target target = table.target();
    return new ColumnRoles(
        table.numeric().stream().map(NumericColumn::name).toList(),
        table.text().stream().map(TextColumn::name).toList(),
        table.categorical().stream().map(CategoricalColumn::name).toList(),
        labelled ? target.columns() : List.of(),
        kind(target),
        weight);
  }

  private static TableSettings.TargetKind kind(Target target) {
    if (target instanceof Target.Classes) {
      return TableSettings.TargetKind.CLASSES;
    }
    return target instanceof Target.Numbers
        ? TableSettings.TargetKind.NUMBERS
        : TableSettings.TargetKind.LABELS;
  }

  /** All columns in the order of a row's cells. */
  public List<String> columns() {
    List<String> all = new ArrayList<>(numeric);
    all.addAll(text);
    all.addAll(categorical);
    all.addAll(label);
    if (!weight.isEmpty()) {
      all.add(weight);
    }
    return all;
  }

  /** Whether a place among {@link #columns} is read as a number. */
  public boolean isNumber(int place) {
    int labels = numeric.size() + text.size() + categorical.size();
    return place < numeric.size()
        || place >= labels + label.size()
        || (place >= labels && target == TableSettings.TargetKind.NUMBERS);
  }
}
