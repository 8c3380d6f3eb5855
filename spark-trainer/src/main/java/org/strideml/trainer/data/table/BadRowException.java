package org.strideml.trainer.data.table;

/**
 * A row that cannot be used. Whoever reads the row knows file and number, and either fails with
 * them or counts the row and goes on. Has no stack trace: there may be many.
 */
public final class BadRowException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String column;
  private final String expected;
  private final String got;

  /**
   * @param column its name; empty for the whole row
   * @param expected what should be there
   * @param got what is there
   */
  BadRowException(String column, String expected, String got) {
    super(column + ": expected " + expected + ", got " + got, null, false, false);
    this.column = column;
    this.expected = expected;
    this.got = got;
  }

  /** A row whose cells do not fit the table's columns, such as a line with too many of them. */
  public static BadRowException unreadable(int columns, String line) {
    String start = line.length() <= 80 ? line : line.substring(0, 80) + "…";
    return new BadRowException("", "a row of " + columns + " columns", start);
  }

  public String column() {
    return column;
  }

  public String expected() {
    return expected;
  }

  public String got() {
    return got;
  }
}
