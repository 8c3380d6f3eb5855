package org.strideml.trainer.data;

/**
 * Rows that are to be dealt unlike each other.
 *
 * @param source the rows themselves; they carry labels, or have the column the skew is by
 * @param skew how they are dealt
 */
public record SkewedRows(RowSet source, Skew skew) implements RowSet {
  /** Rows whose labels the driver can hold. */
  public static final int MAX_ROWS = 50_000_000;

  public SkewedRows {
    boolean known = skew.byColumn() || source.labelled();
    if (!known || source.rows() > MAX_ROWS) {
      throw new DataException(
          "data.partition",
          "at most " + MAX_ROWS + " rows with a class each",
          source.rows() + (known ? " rows" : " rows without classes"),
          "use data.partition.type = uniform");
    }
  }

  @Override
  public long rows() {
    return source.rows();
  }

  @Override
  public RecordFormat format() {
    return source.format();
  }

  @Override
  public boolean labelled() {
    return source.labelled();
  }

  @Override
  public Preprocessing preprocessing() {
    return source.preprocessing();
  }
}
