package org.strideml.jobs.sweep;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Points as people say them: {@code workers 2, weights.bits 8, gradients.bits 4}. */
final class ShortNames {
  private ShortNames() {}

  /** Each key with as many of its last parts as tell it from the others. */
  static Map<String, String> of(Collection<String> keys) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String key : keys) {
      int from = key.lastIndexOf('.');
      while (from >= 0 && isShared(key.substring(from), keys)) {
        from = key.lastIndexOf('.', from - 1);
      }
      names.put(key, key.substring(from + 1));
    }
    return names;
  }

  private static boolean isShared(String end, Collection<String> keys) {
    return keys.stream().filter(key -> key.endsWith(end) || key.equals(end.substring(1))).count()
        > 1;
  }

  /** A whole point. */
  static String named(Map<String, String> point) {
    Map<String, String> names = of(point.keySet());
    return point.isEmpty()
        ? "the one setting"
        : point.entrySet().stream()
            .map(entry -> names.get(entry.getKey()) + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
