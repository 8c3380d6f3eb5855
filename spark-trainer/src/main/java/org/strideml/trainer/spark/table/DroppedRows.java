package org.strideml.trainer.spark.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.strideml.trainer.data.table.BadRowException;

/** Rows that could not be used, counted by what is wrong with them. */
public final class DroppedRows implements Serializable {
  private static final long serialVersionUID = 1L;
  private final TreeMap<String, Long> counts = new TreeMap<>();
  private final TreeMap<String, String> first = new TreeMap<>();
  private final ArrayList<Long> rows = new ArrayList<>();

  void add(BadRowException bad, CellReader reader) {
    String reason =
        (bad.column().isEmpty() ? "" : "column " + bad.column() + ": ")
            + "expected "
            + bad.expected();
    counts.merge(reason, 1L, Long::sum);
    String example = reader.complaint(bad).where() + ": " + bad.got();
    first.merge(reason, example, DroppedRows::earlier);
    rows.add(reader.row());
  }

  private static String earlier(String one, String other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  void add(DroppedRows other) {
    other.counts.forEach((reason, count) -> counts.merge(reason, count, Long::sum));
    rows.addAll(other.rows);
    other.first.forEach((reason, example) -> first.merge(reason, example, DroppedRows::earlier));
  }

  /** All of them. */
  public long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Their numbers among all rows, in order. */
  public List<Long> rows() {
    return rows.stream().sorted().toList();
  }

  /**
   * A sentence per reason.
   *
   * @param kind such as training
   */
  public List<String> notes(String kind) {
    List<String> notes = new ArrayList<>();
    counts.forEach(
        (reason, count) ->
            notes.add(
                "dropped %d %s row%s: %s; such as %s"
                    .formatted(count, kind, count == 1 ? "" : "s", reason, first.get(reason))));
    return notes;
  }
}
