package org.strideml.trainer.sync;

import java.util.ArrayList;
import java.util.List;

/**
 * A fold that needs all vectors at once: it keeps K of them. An element that is not a number counts
 * as infinitely far from everything.
 */
abstract class Gathered implements Aggregation.Fold {
  private final int length;
  private final List<float[]> vectors = new ArrayList<>();
  private final List<Long> examples = new ArrayList<>();

  Gathered(int length) {
    this.length = length;
  }

  @Override
  public final void add(float[] values, long rows) {
    Contributions.check(values, rows, length);
    vectors.add(values.clone());
    examples.add(rows);
  }

  @Override
  public final void finish(float[] target) {
    Contributions.requireAny(vectors.size());
    fold(List.copyOf(vectors), List.copyOf(examples), target);
    vectors.clear();
    examples.clear();
  }

  /**
   * @param vectors in worker order, may be changed
   * @param rows that each worker has processed
   */
  abstract void fold(List<float[]> vectors, List<Long> rows, float[] target);

  /** Squared Euclidean distance; infinite when it is not a number. */
  static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum <= Double.MAX_VALUE ? sum : Double.POSITIVE_INFINITY;
  }

  /**
   * @throws IllegalArgumentException when there are too few workers for so many faulty ones
   */
  static void requireMajority(String rule, int workers, int needed, int faulty) {
    if (workers < needed) {
      throw new IllegalArgumentException(
          "%s withstands %d faulty workers when there are at least %d, got %d"
              .formatted(rule, faulty, needed, workers));
    }
  }
}
