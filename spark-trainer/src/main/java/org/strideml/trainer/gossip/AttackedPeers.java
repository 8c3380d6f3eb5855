package org.strideml.trainer.gossip;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.strideml.trainer.sync.Attack;

/**
 * A rule among peers of which the last ones are faulty, for tests and experiments: instead of the
 * change of their model they tell the others what an {@link Attack} makes of it, measured from the
 * mean of all models that the round began with. What becomes of a faulty worker's own model is of
 * no interest: it gets the mean of the honest ones', so that the mean of all is that of the honest.
 *
 * @param rule under attack; all workers must take part in its rounds
 * @param attack what faulty workers say
 * @param faulty how many, the last ones; fewer than there are
 * @param scale strength of the attack
 */
public record AttackedPeers(PeerExchange rule, Attack attack, int faulty, double scale)
    implements PeerExchange {
  @Override
  public String type() {
    return rule.type();
  }

  @Override
  public int[] participants(long round, int workers, long seed) {
    return rule.participants(round, workers, seed);
  }

  @Override
  public float[][] mix(long round, float[][] starts, float[][] ends, float[][] heard, long seed) {
    int honest = ends.length - faulty;
    if (honest < 1) {
      throw new IllegalArgumentException(
          "%d of %d workers cannot all be faulty".formatted(faulty, ends.length));
    }
    float[] origin = PeerModels.mean(starts);
    List<float[]> changes =
        IntStream.range(0, ends.length).mapToObj(i -> difference(origin, ends[i])).toList();
    float[][] said = ends.clone();
    for (int worker = honest; worker < ends.length; worker++) {
      float[] lie = attack.say(changes.get(worker), changes.subList(0, honest), scale);
      said[worker] = difference(origin, lie);
    }
    float[][] next = rule.mix(round, starts, said, said, seed);
    float[] mean = PeerModels.mean(Arrays.copyOf(next, honest));
    for (int worker = honest; worker < ends.length; worker++) {
      next[worker] = mean;
    }
    return next;
  }

  private static float[] difference(float[] a, float[] b) {
    float[] difference = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }

  @Override
  public long messages(long round, int workers) {
    return rule.messages(round, workers);
  }
}
