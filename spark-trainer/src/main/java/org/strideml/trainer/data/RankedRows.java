package org.strideml.trainer.data;

/**
 * Rows that workers are to know an order of.
 *
 * @param source the rows themselves
 * @param ranking their order at each worker
 */
public record RankedRows(RowSet source, Ranking ranking) implements RowSet {
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
