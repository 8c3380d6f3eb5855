package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each text occurs, as long as there are not too many different ones. */
public final class ValueCounts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Comparator<Map.Entry<String, Long>> FREQUENT_FIRST =
      Map.Entry.<String, Long>comparingByValue()
          .reversed()
          .thenComparing(Map.Entry.comparingByKey());
  private final int limit;
  private HashMap<String, Long> counts = new HashMap<>();

  /**
   * @param limit of different values
   */
  public ValueCounts(int limit) {
    this.limit = limit;
  }

  public void add(String value) {
    add(value, 1);
  }

  private void add(String value, long times) {
    if (counts == null) {
      return;
    }
    counts.merge(value, times, Long::sum);
    if (counts.size() > limit) {
      counts = null;
    }
  }

  public void add(ValueCounts other) {
    if (other.counts == null) {
      counts = null;
    } else {
      other.counts.forEach(this::add);
    }
  }

  /** Whether there were more different values than the limit; then nothing else is known. */
  public boolean isBeyondLimit() {
    return counts == null;
  }

  /** Different values. */
  public int size() {
    return counts.size();
  }

  /** How often a value occurred. */
  public long of(String value) {
    return counts.getOrDefault(value, 0L);
  }

  /** Values that occur at least {@code least} times, frequent ones first, ties by name. */
  public List<String> frequent(long least) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= least)
        .sorted(FREQUENT_FIRST)
        .map(Map.Entry::getKey)
        .toList();
  }
}
