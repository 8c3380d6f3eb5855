package org.strideml.trainer.sync;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.strideml.quantization.RandomKey;

/** A few of the workers, drawn so that everybody knows whom without asking. */
public final class KeyedDraw {
  private KeyedDraw() {}

  /** The {@code count} workers that come first when all are ordered by a hash, ascending. */
  public static int[] of(RandomKey key, int workers, int count) {
    return IntStream.range(0, workers)
        .boxed()
        .sorted(
            Comparator.comparingLong((Integer worker) -> hash(key.child(worker)))
                .thenComparing(worker -> worker))
        .limit(count)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static long hash(RandomKey key) {
    return (long) key.word1() << 32 | key.word0() & 0xffffffffL;
  }
}
