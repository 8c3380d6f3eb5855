package org.strideml.jobs.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A valid sweep. What a setting means is said in {@code reference.conf}.
 *
 * @param name that of its configuration file
 * @param dir its folder
 * @param trials in order, at least one that is not refused
 * @param objective what is best
 * @param stopping of trials that are worse than others
 * @param budget of all trials together
 * @param parallelism trials at the same time
 * @param confidence of intervals
 * @param expectations stated beforehand, their points as trials tell them
 * @param notes sentences about points that were left out or settings without effect
 */
public record SweepConfig(
    String name,
    Path dir,
    List<Trial> trials,
    Objective objective,
    Stopping stopping,
    Budget budget,
    int parallelism,
    double confidence,
    List<Expectation> expectations,
    List<String> notes) {

  /**
   * One point of the sweep with one seed.
   *
   * @param number from 1
   * @param point value by key, in the order of the axes, without the seed
   * @param config everything with that point set; empty when it is refused
   * @param problems what is wrong with it; none unless it is refused
   * @param in gives the same configuration in a run folder
   */
  public record Trial(
      int number,
      Map<String, String> point,
      long seed,
      Optional<StrideConfig> config,
      List<String> problems,
      Function<Path, StrideConfig> in) {}

  /**
   * @param metric a figure of evaluations, and of {@code summary.json}
   * @param lowerIsBetter else more is
   */
  public record Objective(String metric, boolean lowerIsBetter) {}

  /** Rules for early stopping of trials. */
  public enum StoppingType {
    NONE,
    ASHA,
    MEDIAN
  }

  /** What a trial's time is counted in. */
  public enum TimeAttr {
    ROUND,
    STEP
  }

  /**
   * @param seed of ASHA's brackets
   */
  public record Stopping(
      StoppingType type,
      TimeAttr timeAttr,
      long gracePeriod,
      long maxT,
      double reductionFactor,
      int brackets,
      int minSamplesRequired,
      long seed) {}

  /** Each 0 for no limit. */
  public record Budget(int trials, double seconds, long bytes) {}
}
