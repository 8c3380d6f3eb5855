package org.strideml.jobs.run;

import java.util.List;
import java.util.OptionalLong;
import org.strideml.trainer.spark.table.TableData;

/**
 * What was found out about the rows of a table or of libsvm files, for people and for {@code
 * summary.json}.
 *
 * @param notes sentences
 * @param dropped rows that could not be used; empty when the data is neither
 */
public record TableReport(List<String> notes, OptionalLong dropped) {
  /** Of other data. */
  static final TableReport NONE = new TableReport(List.of(), OptionalLong.empty());

  static TableReport of(TableData.Prepared prepared) {
    return new TableReport(
        prepared.notes(),
        OptionalLong.of(
            prepared.training().dropped().count() + prepared.evaluation().dropped().count()));
  }
}
