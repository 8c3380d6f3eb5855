package org.strideml.trainer.gossip;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.sync.KeyedDraw;

/**
 * A few workers at a time, drawn so that everybody knows whom without asking (MoDeST, Dhasade et
 * al., 2023): peers are ordered by a hash of their number and the round; the first {@code sample}
 * train in that round, and the first {@code aggregators} of the next round's order take the mean of
 * what arrives. All aggregators that get the same models have the same mean, which the next round's
 * workers start from.
 *
 * @param sample workers per round, at least 1
 * @param aggregators that every result is sent to, at least 1
 * @param failures probability in [0, 1) that a worker's result is lost on the way; when all are,
 *     the model stays as it is
 */
public record SampledPeers(int sample, int aggregators, double failures) implements PeerExchange {
  private static final long ORDER = 0x7065657273L; // "peers"
  private static final long FAILURES = 0x6c6f7373L; // "loss"

  public SampledPeers {
    if (sample < 1 || aggregators < 1 || !(failures >= 0 && failures < 1)) {
      throw new IllegalArgumentException(
          "expected sample >= 1, aggregators >= 1 and failures in [0, 1), got %d, %d and %s"
              .formatted(sample, aggregators, failures));
    }
  }

  @Override
  public String type() {
    return "sampled";
  }

  @Override
  public int[] participants(long round, int workers, long seed) {
    return KeyedDraw.of(RandomKey.of(seed).child(ORDER).child(round), workers, sample);
  }

  @Override
  public float[][] mix(long round, float[][] starts, float[][] ends, float[][] heard, long seed) {
    RandomKey key = RandomKey.of(seed).child(FAILURES).child(round);
    List<float[]> arrived =
        IntStream.range(0, ends.length)
            .filter(worker -> ends[worker] != null && key.uniform(worker) >= failures)
            .mapToObj(worker -> heard[worker])
            .toList();
    if (arrived.isEmpty()) {
      return starts.clone();
    }
    float[] mean = new float[starts[0].length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] one : arrived) {
        sum += one[i];
      }
      mean[i] = (float) (sum / arrived.size());
    }
    float[][] same = new float[starts.length][];
    Arrays.fill(same, mean);
    return same;
  }

  @Override
  public long messages(long round, int workers) {
    return (long) sample * (1 + aggregators);
  }
}
