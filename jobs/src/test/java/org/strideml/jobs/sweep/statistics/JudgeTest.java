package org.strideml.jobs.sweep.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.config.Expectation;
import org.strideml.jobs.config.Expectation.Side;
import org.strideml.jobs.sweep.result.Outcome;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;
import org.strideml.jobs.sweep.result.Verdict;

class JudgeTest {
  private static final double EXACT = 1e-9;

  /** Student's t of 0.975 with 2 degrees of freedom, from tables. */
  private static final double T2 = 4.30265273;

  private final List<TrialResult> trials = new ArrayList<>();

  private static Map<String, String> point(String period) {
    return Map.of("sync.period", period);
  }

  /** Adds a trial per value, with seeds from 1; NaN for one that diverged. */
  private void measured(String period, double... values) {
    for (int i = 0; i < values.length; i++) {
      boolean done = !Double.isNaN(values[i]);
      trials.add(
          new TrialResult(
              trials.size() + 1,
              "id",
              "run",
              point(period),
              i + 1,
              done ? TrialStatus.DONE : TrialStatus.DIVERGED,
              "",
              List.of(),
              "",
              "",
              done ? Map.of("evalLoss", values[i], "bytes", 100 * values[i]) : Map.of()));
    }
  }

  private Outcome outcome(Expectation expectation) {
    List<Setting> settings = new SweepStatistics(trials, "evalLoss", true, 0.95).settings();
    return new Judge(trials, settings, "evalLoss", true, 0.95)
        .outcomes(List.of(expectation))
        .get(0);
  }

  private static Expectation expected(
      String setting, String against, double times, Side side, double margin, double smallest) {
    return new Expectation(
        "d1",
        "it is so",
        "evalLoss",
        List.of(point(setting)),
        List.of(point(against)),
        times,
        side,
        margin,
        smallest,
        false);
  }

  private Verdict verdict(Side side, double margin) {
    return outcome(expected("16", "1", 1, side, margin, 0)).verdict();
  }

  @Test
  void pairsBySeedAndTakesStudentsInterval() {
    measured("1", 1, 2, 3);
    measured("16", 2, 4, 6);
    // Differences 1, 2, 3: mean 2, deviation 1, half of the interval t / sqrt(3) = 2.48414.
    Outcome outcome = outcome(expected("16", "1", 1, Side.ABOVE, 0, 0));
    assertThat(outcome.pairs()).isEqualTo(3);
    assertThat(outcome.difference()).isCloseTo(2, within(EXACT));
    assertThat(outcome.low()).isCloseTo(2 - T2 / Math.sqrt(3), within(1e-7));
    assertThat(outcome.high()).isCloseTo(2 + T2 / Math.sqrt(3), within(1e-7));
    assertThat(outcome.verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
  }

  @Test
  void multipliesWhatIsSubtracted() {
    measured("1", 1, 2, 3);
    measured("16", 2, 4, 6);
    // 2 - 1.5, 4 - 3, 6 - 4.5 = 0.5, 1, 1.5.
    Outcome outcome = outcome(expected("16", "1", 1.5, Side.ABOVE, 0, 0));
    assertThat(outcome.difference()).isCloseTo(1, within(EXACT));
    assertThat(outcome.low()).isCloseTo(1 - 0.5 * T2 / Math.sqrt(3), within(1e-7));
  }

  @Test
  void theWholeIntervalMustLieOnTheExpectedSide() {
    measured("1", 1, 1, 1);
    measured("16", 1.1, 1.2, 1.3);
    // 0.2 ± 0.248414: from -0.0484 to 0.4484.
    assertThat(verdict(Side.ABOVE, 0)).isEqualTo(Verdict.NOT_REPRODUCED);
    assertThat(verdict(Side.ABOVE, -0.0484)).isEqualTo(Verdict.NOT_REPRODUCED);
    assertThat(verdict(Side.ABOVE, -0.0485)).isEqualTo(Verdict.REPRODUCED);
    assertThat(verdict(Side.BELOW, 0.4484)).isEqualTo(Verdict.NOT_REPRODUCED);
    assertThat(verdict(Side.BELOW, 0.4485)).isEqualTo(Verdict.REPRODUCED);
    assertThat(verdict(Side.WITHIN, 0.4484)).isEqualTo(Verdict.NOT_REPRODUCED);
    assertThat(verdict(Side.WITHIN, 0.4485)).isEqualTo(Verdict.REPRODUCED);
  }

  @Test
  void seedsAreTheDeviationOfWhatIsSubtracted() {
    measured("1", 1, 2, 3);
    measured("16", 1.1, 2.2, 3.3);
    // Deviation 1; differences 0.1, 0.2, 0.3 as above.
    Outcome outcome = outcome(expected("16", "1", 1, Side.SEEDS, Double.NaN, 0));
    assertThat(outcome.margin()).isCloseTo(1, within(EXACT));
    assertThat(outcome.verdict()).isEqualTo(Verdict.REPRODUCED);
    assertThat(outcome(expected("1", "1", 0, Side.SEEDS, Double.NaN, 0)).verdict())
        .isEqualTo(Verdict.NOT_REPRODUCED);
  }

  @Test
  void equalDifferencesAreAPoint() {
    measured("1", 4, 4);
    measured("16", 3, 3);
    Outcome outcome = outcome(expected("16", "1", 1, Side.BELOW, 0, 2));
    assertThat(List.of(outcome.low(), outcome.high())).containsExactly(-1.0, -1.0);
    assertThat(outcome.verdict()).isEqualTo(Verdict.REPRODUCED);
    assertThat(outcome.tooSmall()).isTrue();
    assertThat(outcome(expected("16", "1", 1, Side.BELOW, 0, 1)).tooSmall()).isFalse();
  }

  @Test
  void seedsThatOneSettingLacksDoNotCount() {
    measured("1", 1, 2, 3, 9);
    measured("16", 2, 4, 6, Double.NaN);
    assertThat(outcome(expected("16", "1", 1, Side.ABOVE, 0, 0)).pairs()).isEqualTo(3);
    assertThat(outcome(expected("64", "1", 1, Side.ABOVE, 0, 0)).verdict())
        .isEqualTo(Verdict.NOT_MEASURED);
    assertThat(outcome(expected("64", "1", 1, Side.ABOVE, 0, 0)).setting()).isZero();
  }

  @Test
  void ofSeveralSettingsTheBestIsMeant() {
    measured("1", 1, 1);
    IntStream.of(8, 4, 6).forEach(value -> measured("p" + value, value, value));
    Expectation best =
        new Expectation(
            "n1",
            "the best is worse",
            "bytes",
            List.of(point("p8"), point("p4"), point("p6")),
            List.of(point("1")),
            1,
            Side.ABOVE,
            0,
            0,
            false);
    assertThat(outcome(best).difference()).isEqualTo(300);
  }
}
