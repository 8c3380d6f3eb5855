package org.strideml.trainer.data;

/**
 * Data that cannot be trained on: missing, damaged, or not what the run expects. The message says
 * where, what was expected, what was found, and what to do.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String where;
  private final String expected;
  private final String got;
  private final String remedy;

  /**
   * @param where file with row or byte offset, or the setting to blame
   * @param expected what should be there
   * @param got what is there
   * @param remedy what the reader of the message can do
   */
  public DataException(String where, String expected, String got, String remedy) {
    super(where + ": expected " + expected + ", got " + got + "; " + remedy);
    this.where = where;
    this.expected = expected;
    this.got = got;
    this.remedy = remedy;
  }

  public String where() {
    return where;
  }

  public String expected() {
    return expected;
  }

  public String got() {
    return got;
  }

  public String remedy() {
    return remedy;
  }
}
