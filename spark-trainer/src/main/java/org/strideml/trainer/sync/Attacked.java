package org.strideml.trainer.sync;

import java.util.List;

/**
 * A rule under attack, for tests and experiments: the last {@code faulty} workers' vectors are
 * replaced before it sees them.
 *
 * @param rule under attack
 * @param attack what the faulty workers say
 * @param faulty how many, the last ones; fewer than take part
 * @param scale strength of the attack
 */
public record Attacked(Aggregation rule, Attack attack, int faulty, double scale)
    implements Aggregation {
  public Attacked {
    Steps.require("faulty", faulty, 1);
  }

  @Override
  public String type() {
    return rule.type();
  }

  @Override
  public boolean needsChanges() {
    return true;
  }

  @Override
  public Fold open(int length) {
    Fold folding = rule.open(length);
    return new Gathered(length) {
      @Override
      void fold(List<float[]> vectors, List<Long> rows, float[] target) {
        int honest = vectors.size() - faulty;
        if (honest < 1) {
          throw new IllegalArgumentException(
              "%d of %d workers cannot all be faulty".formatted(faulty, vectors.size()));
        }
        List<float[]> seen = vectors.subList(0, honest);
        for (int worker = 0; worker < vectors.size(); worker++) {
          float[] own = vectors.get(worker);
          folding.add(worker < honest ? own : attack.say(own, seen, scale), rows.get(worker));
        }
        folding.finish(target);
      }
    };
  }
}
