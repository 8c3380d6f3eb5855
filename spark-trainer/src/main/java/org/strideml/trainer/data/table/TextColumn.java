package org.strideml.trainer.data.table;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/**
 * A column of prose; becomes a bag of words of fixed width: how often each word occurs, times the
 * word's weight, divided by the length of the whole vector.
 *
 * @param words the vocabulary, frequent ones first; empty when a word's place is its hash
 * @param weights per place, for tf-idf {@code 1 + ln((1 + n) / (1 + n_w))} with n_w of n texts that
 *     have the word, as scikit-learn has it
 */
public record TextColumn(String name, List<String> words, List<Double> weights)
    implements Serializable {
  public TextColumn {
    words = List.copyOf(words);
    weights = List.copyOf(weights);
    if (weights.isEmpty() || !weights.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("column " + name + " needs finite weights of words");
    }
    if (!words.isEmpty()
        && (words.size() != weights.size() || new HashSet<>(words).size() != words.size())) {
      throw new IllegalArgumentException(
          "column %s needs different words with a weight each, got %d words and %d weights"
              .formatted(name, words.size(), weights.size()));
    }
  }

  /** Features. */
  public int width() {
    return weights.size();
  }
}
