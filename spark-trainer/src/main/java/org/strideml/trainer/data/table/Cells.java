package org.strideml.trainer.data.table;

import java.util.Objects;
import java.util.Set;

/**
 * The cells of one row: numbers as {@link Number}, everything else as text. {@code null}, and text
 * or numbers that read as a missing marker, are missing.
 */
public final class Cells {
  /** Larger numbers have no finite square. */
  public static final double LARGEST = 1e150;

  private final Set<String> missing;
  private final boolean missingNan;
  private Object[] values = {};

  /**
   * @param missing texts that mean there is nothing; {@code NaN} among them takes numbers that are
   *     not a number for missing, too
   */
  public Cells(Set<String> missing) {
    this.missing = missing;
    this.missingNan = missing.contains("NaN");
  }

  /** Looks at another row from now on. */
  public void set(Object[] values) {
    this.values = Objects.requireNonNull(values, "values");
  }

  public int size() {
    return values.length;
  }

  public boolean isMissing(int cell) {
    Object value = values[cell];
    if (value == null || (value instanceof String text && missing.contains(text))) {
      return true;
    }
    return missingNan && value instanceof Number number && Double.isNaN(number.doubleValue());
  }

  /** Whether the cell, which is not missing, reads as a number, finite or not. */
  boolean isNumber(int cell) {
    return values[cell] instanceof Number || (values[cell] instanceof String s && parses(s));
  }

  /** The text of a cell that is not missing; whole numbers without a fraction. */
  String text(int cell) {
    Object value = values[cell];
    if (value instanceof Double number
        && number == Math.rint(number)
        && Math.abs(number) < 1L << 53) {
      return Long.toString(number.longValue());
    }
    return String.valueOf(value);
  }

  /**
   * The number in a cell that is not missing.
   *
   * @param column its name
   * @throws BadRowException when it is none, not finite, or beyond ±{@link #LARGEST}
   */
  double number(int cell, String column) throws BadRowException {
    Object value = values[cell];
    double number;
    if (value instanceof Number given) {
      number = given.doubleValue();
    } else {
      String text = String.valueOf(value);
      if (!parses(text)) {
        throw new BadRowException(column, "a number", "'" + text + "'");
      }
      number = Double.parseDouble(text);
    }
    if (!(Math.abs(number) <= LARGEST)) {
      throw new BadRowException(column, "a finite number of at most 1e150", text(cell));
    }
    return number;
  }

  // Java would also take 1d, 1f and hexadecimal digits for numbers.
  private static boolean parses(String text) {
    if (text.isEmpty() || !plain(text)) {
      return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
    }
    try {
      Double.parseDouble(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }
}
