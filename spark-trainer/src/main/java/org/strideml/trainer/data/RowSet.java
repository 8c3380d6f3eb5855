package org.strideml.trainer.data;

/** Rows in canonical order, numbered from 0 without gaps, wherever they come from. */
public interface RowSet {
  /** How many. */
  long rows();

  /** How a row's bytes become one row of a batch. */
  RecordFormat format();

  /** Whether rows carry a class beside their bytes. */
  boolean labelled();

  /** What scoring raw input needs to know. */
  Preprocessing preprocessing();
}
