package org.strideml.trainer.data.table;

import java.util.List;

/** One row's cells, checked and read as what their columns are. Reused from row to row. */
final class ParsedRow {
  private final ColumnRoles roles;
  private final boolean missingNumbers;

  /** NaN where missing. */
  final double[] numeric;

  /** Empty where missing. */
  final String[] text;

  /** {@code null} where missing. */
  final String[] categorical;

  /** Of a classification. */
  String className = "";

  /** Numbers to be predicted, or a 0 or 1 per label. */
  final double[] values;

  double weight = 1;

  /**
   * @param missingNumbers whether numbers may be missing
   */
  ParsedRow(ColumnRoles roles, boolean missingNumbers) {
    this.roles = roles;
    this.missingNumbers = missingNumbers;
    this.numeric = new double[roles.numeric().size()];
    this.text = new String[roles.text().size()];
    this.categorical = new String[roles.categorical().size()];
    this.values =
        new double[roles.target() == TableSettings.TargetKind.CLASSES ? 0 : roles.label().size()];
  }

  /**
   * Reads a row.
   *
   * @throws BadRowException when a cell is not what its column says
   */
  void read(Cells cells) throws BadRowException {
    int cell = 0;
    for (int i = 0; i < numeric.length; i++, cell++) {
      boolean missing = cells.isMissing(cell);
      String column = roles.numeric().get(i);
      if (missing && !missingNumbers) {
        throw missing(column, "a number (data.impute = none)");
      }
      numeric[i] = missing ? Double.NaN : cells.number(cell, column);
    }
    for (int i = 0; i < text.length; i++, cell++) {
      text[i] = cells.isMissing(cell) ? "" : cells.text(cell);
    }
    for (int i = 0; i < categorical.length; i++, cell++) {
      categorical[i] = cells.isMissing(cell) ? null : cells.text(cell);
    }
    labels(cells, cell);
    if (!roles.weight().isEmpty()) {
      int last = cell + roles.label().size();
      if (cells.isMissing(last)) {
        throw missing(roles.weight(), "a weight");
      }
      weight = RowWeights.checked(cells.number(last, roles.weight()), roles.weight());
    }
  }

  private void labels(Cells cells, int first) throws BadRowException {
    List<String> columns = roles.label();
    for (int i = 0; i < columns.size(); i++) {
      if (cells.isMissing(first + i)) {
        throw missing(columns.get(i), "a label");
      }
      switch (roles.target()) {
        case CLASSES -> className = cells.text(first + i);
        case NUMBERS -> values[i] = cells.number(first + i, columns.get(i));
        default -> values[i] = flag(cells.text(first + i), columns.get(i));
      }
    }
  }

  private static double flag(String text, String column) throws BadRowException {
    return switch (text) {
      case "0", "0.0", "false" -> 0;
      case "1", "1.0", "true" -> 1;
      default -> throw new BadRowException(column, "0 or 1, false or true", "'" + text + "'");
    };
  }

  private static BadRowException missing(String column, String expected) {
    return new BadRowException(column, expected, "nothing");
  }
}
