package org.strideml.trainer.data.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Turns prose into a {@link TextColumn}'s vector. */
final class WordBag {
  private static final int UNKNOWN = -1;
  private final double[] weights;
  private final Map<String, Integer> places = new HashMap<>();
  private final float[] bag;

  WordBag(TextColumn column) {
    weights = column.weights().stream().mapToDouble(Double::doubleValue).toArray();
    bag = new float[weights.length];
    column.words().forEach(word -> places.put(word, places.size()));
  }

  /** The vector; overwritten by the next call. */
  float[] of(String text) {
    Arrays.fill(bag, 0);
    Words.forEach(text, this::count);
    double squares = 0;
    for (int i = 0; i < bag.length; i++) {
      bag[i] *= (float) weights[i];
      squares += (double) bag[i] * bag[i];
    }
    if (squares > 0) {
      float scale = (float) (1 / Math.sqrt(squares));
      for (int i = 0; i < bag.length; i++) {
        bag[i] *= scale;
      }
    }
    return bag;
  }

  private void count(String word) {
    int place =
        places.isEmpty() ? Words.place(word, bag.length) : places.getOrDefault(word, UNKNOWN);
    if (place != UNKNOWN) {
      bag[place]++;
    }
  }
}
