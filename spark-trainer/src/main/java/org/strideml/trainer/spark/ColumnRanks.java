package org.strideml.trainer.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.strideml.trainer.data.RowReader;

/**
 * Where each row's value of a column stands among all values of it: by number when all of them are
 * numbers, else by text; what is missing comes first. On the driver lie an int per row and every
 * different value once.
 */
final class ColumnRanks {
  private ColumnRanks() {}

  /** What a task has found: its rows, the place of each one's value in {@code values}. */
  static final class Found implements Serializable {
    private static final long serialVersionUID = 1L;
    private int[] rows = new int[1024];
    private int[] places = new int[1024];
    private int count;
    private final ArrayList<String> values = new ArrayList<>();
  }

  /** Ranks by row, from 0 without gaps; rows of the same value have the same. */
  static int[] of(JavaRDD<RowReader> readers, long rows) {
    List<Found> parts;
    try {
      parts = readers.map(ColumnRanks::find).collect();
    } catch (Exception e) {
      throw Shards.cause(e, "the column of data.partition");
    }
    // Looks values up by the same order, in which 1 and 1.0 are the same.
    NavigableMap<String, Integer> ranks = new TreeMap<>(order(parts));
    parts.forEach(part -> part.values.forEach(value -> ranks.put(value, 0)));
    int rank = 0;
    for (Map.Entry<String, Integer> value : ranks.entrySet()) {
      value.setValue(rank++);
    }
    int[] result = new int[Math.toIntExact(rows)];
    for (Found part : parts) {
      for (int i = 0; i < part.count; i++) {
        result[part.rows[i]] = ranks.get(part.values.get(part.places[i]));
      }
    }
    return result;
  }

  private static Found find(RowReader reader) throws IOException {
    try (reader) {
      Found found = new Found();
      Map<String, Integer> known = new LinkedHashMap<>();
      while (reader.next()) {
        if (found.count == found.rows.length) {
          found.rows = Arrays.copyOf(found.rows, 2 * found.count);
          found.places = Arrays.copyOf(found.places, 2 * found.count);
        }
        found.rows[found.count] = Math.toIntExact(reader.row());
        found.places[found.count++] = known.computeIfAbsent(reader.key(), key -> known.size());
      }
      found.values.addAll(known.keySet());
      return found;
    }
  }

  private static Comparator<String> order(List<Found> parts) {
    boolean numbers =
        parts.stream()
            .flatMap(part -> part.values.stream())
            .allMatch(value -> value.isEmpty() || isNumber(value));
    return numbers
        ? Comparator.comparingDouble(
            value -> value.isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(value))
        : Comparator.naturalOrder();
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
