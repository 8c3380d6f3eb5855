package org.strideml.jobs.sweep.result;

import java.util.List;
import java.util.Optional;

/**
 * A whole sweep; the package says what each part is.
 *
 * @param best null before any trial is done
 */
public record SweepResult(
    String name,
    String status,
    String code,
    String metric,
    String mode,
    double confidence,
    double seconds,
    List<Axis> axes,
    List<TrialResult> trials,
    List<Setting> settings,
    List<Comparison> againstBest,
    List<Comparison> oneApart,
    List<Front> fronts,
    List<Outcome> outcomes,
    Best best) {

  /** Whether less of the metric is better. */
  public boolean lowerIsBetter() {
    return mode.equals("min");
  }

  /** The trial of that number. */
  public TrialResult trial(int number) {
    return trials.get(number - 1);
  }

  /** The setting of that number. */
  public Setting setting(int number) {
    return settings.get(number - 1);
  }

  /** Where to go on from; empty before any trial is done. */
  public Optional<Best> found() {
    return Optional.ofNullable(best);
  }

  /** The same with what came of other expectations. */
  public SweepResult with(List<Outcome> others) {
    return new SweepResult(
        name,
        status,
        code,
        metric,
        mode,
        confidence,
        seconds,
        axes,
        trials,
        settings,
        againstBest,
        oneApart,
        fronts,
        others,
        best);
  }

  /** How many trials stand like that. */
  public long count(TrialStatus status) {
    return trials.stream().filter(trial -> trial.status() == status).count();
  }
}
