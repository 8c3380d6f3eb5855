package org.strideml.trainer.data;

import java.util.Arrays;

/**
 * One line of a libsvm file: {@code label index:value index:value … # comment}, indices ascending.
 * A {@code qid:} after the label is skipped. Made once and filled by every {@link #parse}.
 */
final class LibsvmRow {
  private static final int FIRST_FEATURES = 64;

  private String line;
  private int at;
  private double label;
  private int target;
  private int count;
  private int[] ids = new int[FIRST_FEATURES];
  private float[] values = new float[FIRST_FEATURES];

  /** A line that is no row: what was expected and what is there. */
  static final class BadRow extends Exception {
    private static final long serialVersionUID = 1L;
    private final String expected;
    private final String got;

    BadRow(String expected, String got) {
      super(expected, null, false, false);
      this.expected = expected;
      this.got = got;
    }

    DataException at(String where) {
      return new DataException(
          where, expected, got, "correct the line, or set data.onBadRow = drop");
    }
  }

  /** Whether a line has nothing but blanks or a comment. */
  static boolean isEmpty(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) > ' ') {
        return line.charAt(i) == '#';
      }
    }
    return true;
  }

  /** Takes a line that is not empty; ids are as the file has them. */
  void parse(String newLine) throws BadRow {
    int comment = newLine.indexOf('#');
    line = comment < 0 ? newLine : newLine.substring(0, comment);
    at = 0;
    count = 0;
    String first = token();
    label = number(first, "a number as label");
    for (String token = token(); !token.isEmpty(); token = token()) {
      int colon = token.indexOf(':');
      if (count == 0 && colon == 3 && token.startsWith("qid")) {
        continue;
      }
      add(token, colon);
    }
  }

  private String token() {
    while (at < line.length() && line.charAt(at) <= ' ') {
      at++;
    }
    int start = at;
    while (at < line.length() && line.charAt(at) > ' ') {
      at++;
    }
    return line.substring(start, at);
  }

  private static double number(String text, String expected) throws BadRow {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new BadRow(expected, quoted(text));
    }
    if (!(Math.abs(number) <= Float.MAX_VALUE)) {
      throw new BadRow(expected + " within single precision", quoted(text));
    }
    return number;
  }

  private void add(String token, int colon) throws BadRow {
    if (colon < 1) {
      throw new BadRow("index:value", quoted(token));
    }
    int index = index(token, colon);
    if (count > 0 && index <= ids[count - 1]) {
      throw new BadRow("indices that ascend", "index " + index + " after index " + ids[count - 1]);
    }
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    ids[count] = index;
    values[count++] = (float) number(token.substring(colon + 1), "a number as value");
  }

  private static int index(String token, int colon) throws BadRow {
    try {
      int index = Integer.parseInt(token, 0, colon, 10);
      if (index >= 0) {
        return index;
      }
    } catch (NumberFormatException e) {
      // Reported below together with negative ones.
    }
    throw new BadRow("a whole number from 0 to 2147483647 as index", quoted(token));
  }

  private static String quoted(String text) {
    return text.length() > 40 ? '"' + text.substring(0, 40) + "…\"" : '"' + text + '"';
  }

  /** Brings ids to count from 0. */
  void shift(int firstIndex) throws BadRow {
    if (count > 0 && ids[0] < firstIndex) {
      throw new BadRow("indices from " + firstIndex + " on", "index " + ids[0]);
    }
    for (int i = 0; i < count; i++) {
      ids[i] -= firstIndex;
    }
  }

  /** Leaves out features from {@code features} on; returns how many. */
  int truncate(int features) {
    int before = count;
    while (count > 0 && ids[count - 1] >= features) {
      count--;
    }
    return before - count;
  }

  /** The label as the file has it. */
  double label() {
    return label;
  }

  /** The label's class, once somebody has said it. */
  int target() {
    return target;
  }

  void setTarget(int newTarget) {
    target = newTarget;
  }

  /** Number of features. */
  int count() {
    return count;
  }

  int id(int feature) {
    return ids[feature];
  }

  float value(int feature) {
    return values[feature];
  }
}
