package org.strideml.trainer.gossip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.strideml.trainer.sync.Nearest;

/**
 * MoNNA (Farhadkhani et al., 2023): everybody hears everybody, and each takes the mean of the n −
 * 2f models that are nearest to its own, its own among them. Of the n − f that come from honest
 * workers the f farthest may be left out, so nobody has to know who is faulty. The momentum of the
 * method is the optimizer's.
 *
 * @param faulty workers f that may say anything; more than 2f must be there
 */
public record NearestAveraging(int faulty) implements PeerExchange {
  public NearestAveraging {
    if (faulty < 0) {
      throw new IllegalArgumentException("faulty must be >= 0, got " + faulty);
    }
  }

  @Override
  public String type() {
    return "monna";
  }

  @Override
  public int[] participants(long round, int workers, long seed) {
    return Gossip.all(workers);
  }

  @Override
  public float[][] mix(long round, float[][] starts, float[][] ends, float[][] heard, long seed) {
    int nearest = ends.length - 2 * faulty;
    if (nearest < 1) {
      throw new IllegalArgumentException(
          "monna withstands %d faulty workers when there are at least %d, got %d"
              .formatted(faulty, 2 * faulty + 1, ends.length));
    }
    float[][] next = new float[ends.length][];
    for (int worker = 0; worker < ends.length; worker++) {
      List<float[]> known = new ArrayList<>(Arrays.asList(heard));
      known.set(worker, ends[worker]);
      next[worker] = Nearest.mean(known, ends[worker], nearest);
    }
    return next;
  }

  @Override
  public long messages(long round, int workers) {
    return (long) workers * (workers - 1);
  }
}
