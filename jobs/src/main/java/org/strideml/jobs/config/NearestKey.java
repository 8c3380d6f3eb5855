package org.strideml.jobs.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the key somebody most likely meant, by edit distance. */
final class NearestKey {
  private NearestKey() {}

  /** The nearest of {@code keys} when it is near enough to be worth suggesting. */
  static Optional<String> of(String wrong, Collection<String> keys) {
    return keys.stream()
        .min(
            Comparator.<String>comparingInt(key -> cost(wrong, key))
                .thenComparing(Comparator.naturalOrder()))
        .filter(key -> cost(wrong, key) <= Math.max(2, wrong.length() / 3));
  }

  /** A right last part in the wrong section, or without one, is nearly right. */
  private static int cost(String wrong, String key) {
    int whole = distance(wrong, key);
    int lastPart = 1 + distance(lastPart(wrong), lastPart(key));
    return Math.min(whole, lastPart);
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** Levenshtein distance, ignoring case: insertions, deletions and substitutions. */
  static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
