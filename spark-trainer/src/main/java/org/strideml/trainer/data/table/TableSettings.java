package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a table is read and learned from. What each setting means, and its default, is in {@code
 * conf/reference.conf} under {@code data}.
 *
 * @param reader where rows are
 * @param missing texts that mean there is nothing
 * @param badRows what becomes of a row that cannot be used
 * @param split which rows are held out
 * @param columns what the user said of columns; the rest is inferred
 * @param encoding what columns become
 * @param weighting what rows weigh
 * @param dealtBy column by which training rows are dealt to workers; empty for none
 */
public record TableSettings(
    Reader reader,
    Set<String> missing,
    BadRows badRows,
    Split split,
    Columns columns,
    Encoding encoding,
    Weighting weighting,
    String dealtBy)
    implements Serializable {

  /**
   * @param format csv or any other that Spark reads; empty for a table or view known to the session
   * @param options of Spark's reader
   * @param path file or folder, or the name of a table
   */
  public record Reader(String format, Map<String, String> options, String path)
      implements Serializable {
    /** The same kind of data elsewhere. */
    public Reader at(String otherPath) {
      return new Reader(format, options, otherPath);
    }
  }

  /** What becomes of a row that cannot be used. */
  public enum BadRows {
    FAIL,
    DROP
  }

  /** How held-out rows are chosen. */
  public enum SplitType {
    FILE,
    FRACTION,
    COLUMN
  }

  /**
   * @param path for FILE: the held-out rows
   * @param fraction for FRACTION: how many of the rows are held out
   * @param column for COLUMN: says which rows are
   * @param value for COLUMN: what the cells of held-out rows say
   */
  public record Split(SplitType type, String path, double fraction, String column, String value)
      implements Serializable {}

  /** Names of columns; what is in no list is inferred. */
  public record Columns(
      List<String> label,
      List<String> numeric,
      List<String> categorical,
      List<String> text,
      List<String> ignore)
      implements Serializable {}

  /** What is predicted. */
  public enum TargetKind {
    AUTO,
    CLASSES,
    NUMBERS,
    LABELS
  }

  /** How numbers are brought to one scale. */
  public enum Scaling {
    NONE,
    STANDARD,
    MINMAX
  }

  /** What stands for a missing number. */
  public enum Impute {
    NONE,
    MEAN
  }

  /** Where a word's place in its vector comes from. */
  public enum TextEncoding {
    VOCABULARY,
    HASHED
  }

  /**
   * @param target what is predicted
   * @param scaling of numeric columns
   * @param scaleTarget whether numbers to be predicted are brought to mean 0 and deviation 1
   * @param impute what stands for a missing number
   * @param indicator whether a feature says that a number was missing
   * @param embedding whether categories are looked up rather than spread into ones and zeros
   * @param minCount rarer categories and words are unknown ones
   * @param maxCategories most categories of a column
   * @param textEncoding of text columns
   * @param textSize most words of a text column
   */
  public record Encoding(
      TargetKind target,
      Scaling scaling,
      boolean scaleTarget,
      Impute impute,
      boolean indicator,
      boolean embedding,
      int minCount,
      int maxCategories,
      TextEncoding textEncoding,
      int textSize)
      implements Serializable {}

  /** Where weights of classes come from. */
  public enum ClassWeight {
    NONE,
    BALANCED,
    GIVEN
  }

  /**
   * @param column rows' own weights; empty when there are none
   * @param classWeight where weights of classes come from
   * @param given for GIVEN: weight by class name; 1 for the others
   */
  public record Weighting(String column, ClassWeight classWeight, Map<String, Double> given)
      implements Serializable {}
}
