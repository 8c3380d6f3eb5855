package org.strideml.trainer.sync;

import java.util.List;

/**
 * Replaces every vector by the mean of the K − f nearest to it, itself included, and hands these to
 * another rule (Allouah et al., 2023). What is alike is pulled together, so that the rule behind it
 * does not take honest differences for faults.
 *
 * @param faulty workers f that may say anything; more than 2f must take part
 * @param rule that folds the mixtures
 */
public record NearestNeighbourMixing(int faulty, Aggregation rule) implements Aggregation {
  public NearestNeighbourMixing {
    Steps.require("faulty", faulty, 0);
  }

  @Override
  public String type() {
    return "nnm+" + rule.type();
  }

  @Override
  public Fold open(int length) {
    Fold folding = rule.open(length);
    return new Gathered(length) {
      @Override
      void fold(List<float[]> vectors, List<Long> rows, float[] target) {
        int count = vectors.size();
        requireMajority(type(), count, 2 * faulty + 1, faulty);
        for (int i = 0; i < count; i++) {
          folding.add(Nearest.mean(vectors, vectors.get(i), count - faulty), rows.get(i));
        }
        folding.finish(target);
      }
    };
  }
}
