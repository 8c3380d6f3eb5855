package org.strideml.trainer.sync;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.strideml.quantization.RandomKey;

/**
 * Who takes part in a round: a fraction C of the workers (client sampling of FedAvg, McMahan et
 * al., 2017), drawn without replacement and anew for each round, all alike likely. The plain mean
 * of those who take part is then right on average. A function of the round, so nothing has to be
 * remembered; who is absent keeps its state as it is.
 *
 * @param fraction C in (0, 1]; max(1, C·K) workers take part, rounded
 */
public record Participation(double fraction) implements Serializable {
  /** All workers, always. */
  public static final Participation ALL = new Participation(1);

  private static final long PURPOSE = 0x70617274L; // "part"

  public Participation {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException("fraction must be in (0, 1], got " + fraction);
    }
  }

  /** Whether nobody is ever absent. */
  public boolean isAll() {
    return fraction == 1;
  }

  /** How many take part in a round. */
  public int count(int workers) {
    return (int) Math.max(1, Math.round(fraction * workers));
  }

  /** Those who take part in round {@code round}, ascending. */
  public int[] of(long round, int workers, long seed) {
    return isAll()
        ? IntStream.range(0, workers).toArray()
        : KeyedDraw.of(RandomKey.of(seed).child(PURPOSE).child(round), workers, count(workers));
  }

  /** Whether a worker takes part in round {@code round}. */
  public boolean includes(int worker, long round, int workers, long seed) {
    return isAll() || Arrays.binarySearch(of(round, workers, seed), worker) >= 0;
  }

  /**
   * The round after the last one before {@code round} in which a worker took part; 0 when there is
   * none.
   */
  public long since(int worker, long round, int workers, long seed) {
    long since = round;
    while (since > 0 && !includes(worker, since - 1, workers, seed)) {
      since--;
    }
    return since;
  }
}
