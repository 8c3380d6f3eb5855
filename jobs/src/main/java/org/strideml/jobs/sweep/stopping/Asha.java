package org.strideml.jobs.sweep.stopping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.strideml.jobs.sweep.result.Rung;

/**
 * Asynchronous successive halving (Li et al., A System for Massively Parallel Hyperparameter
 * Tuning, 2020), in the variant that ends trials and never pauses them, with Ray Tune's names and
 * defaults.
 *
 * <p>Bracket s has rungs at gracePeriod · reductionFactor^(s+k), k = 0, 1, … while that is at most
 * maxT. A trial that reaches a rung for the first time is held against those that were there
 * before: it goes on when its value is at least as good as their quantile 1 / reductionFactor from
 * the top (linear interpolation; the first one always goes on). A trial at maxT has reached its
 * end.
 */
public final class Asha implements StoppingRule {
  static final String NAME = "asha";

  private final double reductionFactor;
  private final ToIntFunction<String> bracketOf;
  private final List<List<Level>> brackets = new ArrayList<>();

  /** A rung and what was seen there, by trial. */
  private record Level(long milestone, Map<String, Double> losses) {}

  /**
   * @param gracePeriod time of the lowest rung, at least 1
   * @param maxT time of the highest one at most
   * @param reductionFactor above 1
   * @param brackets at least 1; those that would have no rung are left out
   * @param bracketOf which bracket a trial is in, see {@link BracketDraw}
   */
  public Asha(
      long gracePeriod,
      long maxT,
      double reductionFactor,
      int brackets,
      ToIntFunction<String> bracketOf) {
    this.reductionFactor = reductionFactor;
    this.bracketOf = bracketOf;
    for (int s = 0; s < brackets; s++) {
      List<Level> rungs = new ArrayList<>();
      milestones(gracePeriod, maxT, reductionFactor, s)
          .forEach(milestone -> rungs.add(0, new Level(milestone, new HashMap<>())));
      if (!rungs.isEmpty()) {
        this.brackets.add(rungs);
      }
    }
  }

  /** Times of a bracket's rungs, the lowest first; none when its lowest would be above maxT. */
  public static List<Long> milestones(
      long gracePeriod, long maxT, double reductionFactor, int bracket) {
    List<Long> milestones = new ArrayList<>();
    double time = gracePeriod * Math.pow(reductionFactor, bracket);
    while (time <= maxT) {
      milestones.add((long) time);
      time *= reductionFactor;
    }
    return milestones;
  }

  /** How many rungs each bracket has. */
  public static List<Integer> sizes(
      long gracePeriod, long maxT, double reductionFactor, int brackets) {
    List<Integer> sizes = new ArrayList<>();
    for (int s = 0; s < brackets; s++) {
      int rungs = milestones(gracePeriod, maxT, reductionFactor, s).size();
      if (rungs > 0) {
        sizes.add(rungs);
      }
    }
    return sizes;
  }

  @Override
  public synchronized Optional<Rung> report(String trial, long time, double loss) {
    int bracket = bracketOf.applyAsInt(trial);
    for (Level level : brackets.get(bracket)) {
      if (time >= level.milestone && !level.losses.containsKey(trial)) {
        double cutoff = cutoff(level.losses.values().stream().mapToDouble(x -> x).toArray());
        boolean kept = Double.isNaN(cutoff) || loss <= cutoff;
        level.losses.put(trial, loss);
        return Optional.of(new Rung(NAME, bracket, level.milestone, loss, cutoff, kept));
      }
    }
    return Optional.empty();
  }

  /** The value that the best 1 / reductionFactor of these reach; NaN of none. */
  private double cutoff(double[] losses) {
    if (losses.length == 0) {
      return Double.NaN;
    }
    return new Percentile()
        .withEstimationType(EstimationType.R_7)
        .evaluate(losses, 100 / reductionFactor);
  }
}
