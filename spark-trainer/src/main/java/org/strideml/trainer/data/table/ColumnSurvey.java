package org.strideml.trainer.data.table;

import java.io.Serializable;

/** What a column's cells look like, as far as its role depends on it. */
public final class ColumnSurvey implements Serializable {
  private static final long serialVersionUID = 1L;
  private final ValueCounts values;
  private long present;
  private long words;
  private boolean numbers = true;
  private boolean wholes = true;

  /**
   * @param mostValues different values up to which they are counted
   */
  public ColumnSurvey(int mostValues) {
    this.values = new ValueCounts(mostValues);
  }

  /** Looks at one cell. */
  public void add(Cells cells, int cell) {
    if (cells.isMissing(cell)) {
      return;
    }
    present++;
    numbers = numbers && cells.isNumber(cell);
    String text = values.isBeyondLimit() && numbers && !wholes ? "" : cells.text(cell);
    wholes = wholes && isWhole(text);
    values.add(text);
    if (!numbers) {
      Words.forEach(text, word -> words++);
    }
  }

  private static boolean isWhole(String text) {
    for (int i = text.startsWith("-") ? 1 : 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  public void add(ColumnSurvey other) {
    values.add(other.values);
    present += other.present;
    words += other.words;
    numbers = numbers && other.numbers;
    wholes = wholes && other.wholes;
  }

  boolean isEmpty() {
    return present == 0;
  }

  /** Whether every cell that is there reads as a number. */
  boolean isNumbers() {
    return numbers;
  }

  /** Whether every cell is a whole number of at most {@code most} different ones. */
  boolean isWholeOf(int most) {
    return numbers && wholes && isOf(most);
  }

  /** Whether there are at most {@code most} different values. */
  boolean isOf(int most) {
    return !values.isBeyondLimit() && values.size() <= most;
  }

  /** Words per cell that is there, of text. */
  double meanWords() {
    return (double) words / present;
  }

  ValueCounts values() {
    return values;
  }
}
