package org.strideml.jobs.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Short names of settings: the ends of keys, as long as needed to tell them apart. */
final class PointNames {
  private final List<String> keys;

  PointNames(List<String> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Such as {@code period} for sync.period. */
  String of(String key) {
    String[] parts = key.split("\\.");
    for (int from = parts.length - 1; from > 0; from--) {
      String end = String.join(".", List.of(parts).subList(from, parts.length));
      if (keys.stream().filter(other -> ("." + other).endsWith("." + end)).count() <= 1) {
        return end;
      }
    }
    return key;
  }

  /**
   * Such as {@code workers 2, period 16}; only keys that differ between settings should be there.
   */
  String of(Map<String, String> point) {
    return point.entrySet().stream()
        .map(entry -> of(entry.getKey()) + "\u00a0" + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
