package org.strideml.jobs.sweep.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.inference.TestUtils;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.sweep.result.Comparison;
import org.strideml.jobs.sweep.result.Estimate;
import org.strideml.jobs.sweep.result.Front;
import org.strideml.jobs.sweep.result.Setting;
import org.strideml.jobs.sweep.result.TrialResult;
import org.strideml.jobs.sweep.result.TrialStatus;

class StatisticsTest {
  private static final double DIGITS = 1e-6;

  private final List<TrialResult> trials = new ArrayList<>();

  private void trial(
      Map<String, String> point, long seed, TrialStatus status, double loss, double bytes) {
    trials.add(
        new TrialResult(
            trials.size() + 1,
            "id-" + trials.size(),
            "",
            point,
            seed,
            status,
            "",
            List.of(),
            "",
            "",
            Map.of("evalLoss", loss, "accuracy", 1 - loss, "bytes", bytes, "seconds", 1 / bytes)));
  }

  private SweepStatistics statistics() {
    return new SweepStatistics(trials, "evalLoss", true, 0.95);
  }

  /** t(3, 0.975) = 3.182446 from tables. */
  @Test
  void intervalsAreStudents() {
    Estimate estimate = Estimates.of(new double[] {1, 2, 3, 4}, 0.95);
    assertThat(estimate.mean()).isEqualTo(2.5);
    assertThat(estimate.deviation()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-12));
    double half = 3.182446 * Math.sqrt(5.0 / 3) / 2;
    assertThat(estimate.low()).isCloseTo(2.5 - half, within(DIGITS));
    assertThat(estimate.high()).isCloseTo(2.5 + half, within(DIGITS));
    assertThat(Estimates.of(new double[] {7}, 0.95))
        .isEqualTo(new Estimate(1, 7, Double.NaN, Double.NaN, Double.NaN));
  }

  /** Differences 1, 2, 3: mean 2, deviation 1, t = 2 √3; p for two degrees of freedom by hand. */
  @Test
  void pairsAreTestedByTheirDifferences() {
    double[] first = {10, 20, 30};
    double[] second = {11, 22, 33};
    PairedTest test = PairedTest.of(first, second, 0.95);
    double t = 2 * Math.sqrt(3);
    assertThat(test.difference().mean()).isEqualTo(2);
    assertThat(test.t()).isCloseTo(t, within(1e-12));
    assertThat(test.p()).isCloseTo(1 - t / Math.sqrt(2 + t * t), within(1e-12));
    assertThat(test.p()).isCloseTo(TestUtils.pairedTTest(first, second), within(1e-12));
    PairedTest same = PairedTest.of(first, first, 0.95);
    assertThat(same.difference().mean()).isZero();
    assertThat(same.p()).isNaN();
  }

  @Test
  void manyTestsAreCorrectedByHolm() {
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03}))
        .containsExactly(new double[] {0.03, 0.06, 0.06}, within(1e-12));
    assertThat(Holm.adjusted(new double[] {0.6, Double.NaN, 0.7})[0]).isEqualTo(1);
    assertThat(Holm.adjusted(new double[] {0.6, Double.NaN, 0.7})[1]).isNaN();
  }

  @Test
  void settingsAreTrialsThatDifferInTheSeedAlone() {
    Map<String, String> one = Map.of("sync.period", "1");
    Map<String, String> four = Map.of("sync.period", "4");
    trial(one, 1, TrialStatus.DONE, 0.2, 100);
    trial(one, 2, TrialStatus.DONE, 0.4, 100);
    trial(four, 1, TrialStatus.DONE, 0.1, 25);
    trial(four, 2, TrialStatus.DIVERGED, 0.05, 25);
    SweepStatistics statistics = statistics();
    assertThat(statistics.settings())
        .extracting(Setting::trials)
        .containsExactly(List.of(1, 2), List.of(3, 4));
    assertThat(statistics.settings().get(0).mean("evalLoss")).isCloseTo(0.3, within(1e-12));
    assertThat(statistics.settings().get(1).figures().get("evalLoss").n()).isEqualTo(1);
    // The other one's mean is lower, but it diverged for a seed.
    Setting best = statistics.best().orElseThrow();
    assertThat(best.point()).isEqualTo(one);
    assertThat(statistics.best(best).orElseThrow().number()).isEqualTo(1);
    assertThat(new SweepStatistics(trials, "accuracy", false, 0.95).best(best).orElseThrow())
        .isSameAs(trials.get(0));
  }

  @Test
  void comparesByTheSeedsBothHaveDone() {
    Map<String, String> a = Map.of("x", "1", "y", "1");
    Map<String, String> b = Map.of("x", "2", "y", "1");
    Map<String, String> c = Map.of("x", "2", "y", "2");
    for (int seed = 1; seed <= 3; seed++) {
      trial(a, seed, TrialStatus.DONE, 0.1 * seed, 1);
      trial(b, seed, TrialStatus.DONE, 0.1 * seed + 0.01 * seed, 2);
      trial(c, seed, seed == 3 ? TrialStatus.FAILED : TrialStatus.DONE, 0.1 * seed + 0.05, 3);
    }
    List<Comparison> against = statistics().againstBest();
    assertThat(against).extracting(Comparison::first).containsOnly(1);
    assertThat(against).extracting(Comparison::second).containsExactly(2, 3);
    assertThat(against).extracting(Comparison::pairs).containsExactly(3, 2);
    assertThat(against.get(0).difference()).isCloseTo(0.02, within(1e-12));
    assertThat(against.get(0).adjusted()).isGreaterThanOrEqualTo(against.get(0).p());
    assertThat(statistics().oneApart())
        .extracting(one -> one.first() + "-" + one.second())
        .containsExactly("1-2", "2-3");
  }

  @Test
  void frontsHoldWhatNothingBeats() {
    double[][] lossAndBytes = {{0.5, 1}, {0.4, 2}, {0.45, 3}, {0.3, 4}, {0.3, 5}, {0.5, 1}};
    for (int i = 0; i < lossAndBytes.length; i++) {
      trial(
          Map.of("i", Integer.toString(i)),
          1,
          TrialStatus.DONE,
          lossAndBytes[i][0],
          lossAndBytes[i][1]);
    }
    List<Front> fronts = statistics().fronts();
    assertThat(fronts.get(0)).isEqualTo(new Front("bytes", List.of(1, 6, 2, 4)));
    // Seconds are 1 / bytes here.
    assertThat(fronts.get(1)).isEqualTo(new Front("seconds", List.of(5)));
  }

  @Test
  void nothingDoneIsNothingBest() {
    trial(Map.of("x", "1"), 1, TrialStatus.FAILED, 0.1, 1);
    assertThat(statistics().best()).isEmpty();
    assertThat(statistics().againstBest()).isEmpty();
    assertThat(statistics().fronts()).allMatch(front -> front.settings().isEmpty());
  }
}
