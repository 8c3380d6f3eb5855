package org.strideml.trainer.async;

import org.strideml.quantization.RandomKey;

/** Whose rows a worker trains on next. */
public enum ShardChoice {
  /** Worker k always on shard k. */
  OWN {
    @Override
    int choose(int worker, long[] steps, long[] rows, RandomKey draw) {
      return worker;
    }
  },
  /** Uniformly among those with the fewest steps. */
  LEAST_VISITED {
    @Override
    int choose(int worker, long[] steps, long[] rows, RandomKey draw) {
      long least = Long.MAX_VALUE;
      int candidates = 0;
      for (long made : steps) {
        candidates = made < least ? 1 : candidates + (made == least ? 1 : 0);
        least = Math.min(least, made);
      }
      int left = draw.below(candidates, 0);
      int shard = 0;
      while (steps[shard] != least || left-- > 0) {
        shard++;
      }
      return shard;
    }
  },
  /**
   * With a probability in proportion to max(0, share of the rows − share of the steps made); by
   * rows alone when no shard lags behind.
   */
  REMAINING_SHARE {
    @Override
    int choose(int worker, long[] steps, long[] rows, RandomKey draw) {
      double[] weights = lag(steps, rows);
      double sum = sum(weights);
      if (sum == 0) {
        for (int shard = 0; shard < rows.length; shard++) {
          weights[shard] = rows[shard];
        }
        sum = sum(weights);
      }
      double left = draw.uniform(0) * sum;
      int shard = 0;
      int last = -1;
      for (; shard < rows.length; shard++) {
        if (weights[shard] > 0) {
          last = shard;
          left -= weights[shard];
          if (left < 0) {
            return shard;
          }
        }
      }
      return last;
    }
  };

  /**
   * @param steps given out so far, by shard
   * @param rows by shard
   * @param draw bits of this choice
   */
  abstract int choose(int worker, long[] steps, long[] rows, RandomKey draw);

  private static double[] lag(long[] steps, long[] rows) {
    double allSteps = Math.max(1, sum(steps));
    double allRows = sum(rows);
    double[] lag = new double[rows.length];
    for (int shard = 0; shard < rows.length; shard++) {
      lag[shard] = Math.max(0, rows[shard] / allRows - steps[shard] / allSteps);
    }
    return lag;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }
}
