package org.strideml.trainer.data.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.data.table.TableSettings.Columns;
import org.strideml.trainer.data.table.TableSettings.TargetKind;

/**
 * Gives every column a role: the one the user said, else the one its cells suggest. Numbers are
 * numeric; text of few different values is categorical; text of several words is prose; anything
 * else is left out.
 */
public final class RoleInference {
  /** Most different whole numbers that are taken for classes. */
  static final int MOST_NUMBERED_CLASSES = 20;

  /** Words per cell from which text is prose. */
  private static final double LEAST_WORDS = 3;

  private final Map<String, ColumnSurvey> surveys;
  private final Columns said;
  private final Set<String> used;
  private final int mostValues;
  private final List<String> numeric = new ArrayList<>();
  private final List<String> categorical = new ArrayList<>();
  private final List<String> text = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param surveys by column, in the table's order; columns of kinds that cannot be read are absent
   * @param said what the user said
   * @param other columns with another use: weight and split
   * @param mostValues different values up to which text is categorical
   */
  public RoleInference(
      Map<String, ColumnSurvey> surveys, Columns said, Set<String> other, int mostValues) {
    this.surveys = surveys;
    this.said = said;
    this.used = new HashSet<>(other);
    this.used.addAll(said.label());
    this.used.addAll(said.ignore());
    this.mostValues = mostValues;
  }

  /**
   * The roles; columns keep the table's order.
   *
   * @param kind what is predicted; AUTO lets the label's cells decide
   * @throws DataException when a label has no cells, or nothing is left to learn from
   */
  public ColumnRoles infer(TargetKind kind, String weight) {
    surveys.forEach(this::place);
    if (numeric.isEmpty() && categorical.isEmpty() && text.isEmpty()) {
      throw new DataException(
          "data", "a column to learn from", "none beside the label", "check data.ignore");
    }
    TargetKind target = kind == TargetKind.AUTO ? target() : kind;
    return new ColumnRoles(numeric, text, categorical, said.label(), target, weight);
  }

  private void place(String name, ColumnSurvey survey) {
    if (said.numeric().contains(name)) {
      numeric.add(name);
    } else if (said.categorical().contains(name)) {
      categorical.add(name);
    } else if (said.text().contains(name)) {
      text.add(name);
    } else if (used.contains(name)) {
      return;
    } else if (survey.isEmpty()) {
      notes.add(name + " is left out: it is empty");
    } else if (survey.isNumbers()) {
      numeric.add(name);
    } else if (survey.isOf(mostValues)) {
      categorical.add(name);
    } else if (survey.meanWords() >= LEAST_WORDS) {
      text.add(name);
    } else {
      notes.add(
          name
              + " is left out: text of more than "
              + mostValues
              + " different values; name it in data.categorical or data.text to use it");
    }
  }

  private TargetKind target() {
    for (String name : said.label()) {
      if (surveys.get(name).isEmpty()) {
        throw new DataException(
            "column " + name, "labels", "only missing cells", "check data.label and data.missing");
      }
    }
    if (said.label().size() > 1) {
      boolean flags = said.label().stream().allMatch(name -> isFlag(surveys.get(name)));
      return flags ? TargetKind.LABELS : TargetKind.NUMBERS;
    }
    ColumnSurvey label = surveys.get(said.label().get(0));
    return label.isNumbers() && !label.isWholeOf(MOST_NUMBERED_CLASSES)
        ? TargetKind.NUMBERS
        : TargetKind.CLASSES;
  }

  private static boolean isFlag(ColumnSurvey survey) {
    return survey.isOf(2)
        && Set.of("0", "1", "true", "false").containsAll(survey.values().frequent(0));
  }

  /** Sentences about columns that are left out though nobody asked for it. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
