package org.strideml.trainer.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.trainer.optim.Schedule;
import org.strideml.trainer.optim.Schedules;

/**
 * When workers meet. A run is played on paper: a step takes 1 s, a round 10 s more and 100 bytes.
 */
class SyncPeriodsTest {
  private static final Schedule CONSTANT = Schedules.constant(0.1);

  /** First steps of all rounds of a run, and its end. */
  private static List<Long> boundaries(SyncPeriod period, long steps, Schedule schedule) {
    SyncPolicy policy = new SyncPolicy(period);
    List<Long> boundaries = new ArrayList<>();
    SyncPoint at = new SyncPoint(0, 0, steps, 0, 0, 0, schedule);
    while (at.left() > 0) {
      boundaries.add(at.step());
      int count = policy.steps(at);
      at = played(at, count);
    }
    boundaries.add(at.step());
    return boundaries;
  }

  private static SyncPoint played(SyncPoint at, int count) {
    return new SyncPoint(
        at.round() + 1,
        at.step() + count,
        at.steps(),
        at.bytes() + 100,
        at.seconds() + count + 10,
        at.computeSeconds() + count,
        at.schedule());
  }

  private static long steps(SyncPeriod period, double learningRate) {
    return period.steps(new SyncPoint(3, 300, 100_000, 0, 0, 0, Schedules.constant(learningRate)));
  }

  @Test
  void postLocalMeetsAtEveryStepAndThenAt104And108() {
    List<Long> boundaries = boundaries(new PostLocalPeriod(100, 4), 120, CONSTANT);
    // A boundary at s + 1 is a meeting after step s.
    assertThat(boundaries.subList(0, 105)).startsWith(0L, 1L, 2L).endsWith(101L, 105L, 109L, 113L);
    assertThat(boundaries).contains(100L, 101L).doesNotContain(102L, 103L, 104L);
  }

  @ParameterizedTest(name = "learning rate {0}: H = {1}")
  @CsvSource({"0.008, 4", "0.004, 19", "0.002, 76", "0.001, 306"})
  void quadraticRule(double learningRate, long expected) {
    assertThat(steps(new QuadraticPeriod(4, 0.0175, 2), learningRate)).isEqualTo(expected);
  }

  @Test
  void quadraticRuleWithoutGrowthIsAConstantPeriodAndKeepsStillInWarmUp() {
    assertThat(steps(new QuadraticPeriod(4, 0, 2), 0.001)).isEqualTo(4);
    Schedule warm = Schedules.warmup(500, Schedules.constant(0.001));
    SyncPoint early = new SyncPoint(3, 300, 100_000, 0, 0, 0, warm);
    SyncPoint later = new SyncPoint(3, 500, 100_000, 0, 0, 0, warm);
    assertThat(new QuadraticPeriod(4, 0.0175, 2).steps(early)).isEqualTo(4);
    assertThat(new QuadraticPeriod(4, 0.0175, 2).steps(later)).isEqualTo(306);
  }

  @Test
  void quadraticRuleNeedsFewerRoundsAndEndsWithTheRun() {
    Schedule cosine = Schedules.cosine(0.008, 0, 2000, 0);
    List<Long> boundaries = boundaries(new QuadraticPeriod(4, 0.0175, 2), 2000, cosine);
    assertThat(boundaries).endsWith(2000L).isSorted().doesNotHaveDuplicates();
    assertThat(boundaries.size()).isLessThan(500);
    for (int i = 2; i < boundaries.size() - 1; i++) {
      assertThat(boundaries.get(i) - boundaries.get(i - 1))
          .as("H only grows while the rate only falls")
          .isGreaterThanOrEqualTo(boundaries.get(i - 1) - boundaries.get(i - 2));
    }
  }

  @Test
  void tableRulesFromItsSteps() {
    SyncPeriod table = new SteppedPeriod(new TreeMap<>(Map.of(0L, 2L, 6L, 5L)));
    assertThat(boundaries(table, 20, CONSTANT)).containsExactly(0L, 2L, 4L, 6L, 11L, 16L, 20L);
    assertThatThrownBy(() -> new SteppedPeriod(new TreeMap<>(Map.of(1L, 2L))))
        .hasMessageContaining("step 0");
  }

  @Test
  void bytesStayWithinTheBudget() {
    List<Long> boundaries = boundaries(new ByteBudgetPeriod(1, 1000), 200, CONSTANT);
    assertThat(boundaries.size() - 1).as("rounds of 100 bytes each").isEqualTo(10);
    assertThat(boundaries).endsWith(200L);
    assertThat(boundaries(new ByteBudgetPeriod(4, 1_000_000), 16, CONSTANT))
        .containsExactly(0L, 4L, 8L, 12L, 16L);
    assertThat(boundaries(new ByteBudgetPeriod(4, 50), 16, CONSTANT))
        .as("one round to learn the price, one to end with")
        .containsExactly(0L, 4L, 16L);
  }

  @Test
  void timeStaysWithinTheBudgetWhenThatCanBe() {
    SyncPoint at = new SyncPoint(0, 0, 200, 0, 0, 0, CONSTANT);
    SyncPeriod period = new TimeBudgetPeriod(1, 300);
    List<Long> chosen = new ArrayList<>();
    while (at.left() > 0) {
      chosen.add((long) new SyncPolicy(period).steps(at));
      at = played(at, chosen.get(chosen.size() - 1).intValue());
    }
    assertThat(at.seconds()).isLessThanOrEqualTo(300).isGreaterThan(280);
    long recordedSteps = 200;
    assertThat(boundaries(new RecordedPeriod(chosen), recordedSteps, CONSTANT))
        .as("a recording repeats what a clock decided")
        .hasSize(chosen.size() + 1)
        .endsWith(200L);
    assertThatThrownBy(() -> boundaries(new RecordedPeriod(chosen), 201, CONSTANT))
        .hasMessageContaining("train.steps");
  }

  @Test
  void aSingleMergingIsOneRoundAndAWindowIsDense() {
    assertThat(boundaries(new WindowPeriod(1, 0, 1, 1), 1000, CONSTANT)).containsExactly(0L, 1000L);
    assertThat(boundaries(new WindowPeriod(2, 0, 0.1, 0.16), 100, CONSTANT))
        .containsExactly(0L, 10L, 12L, 14L, 16L, 100L);
    assertThat(boundaries(new WindowPeriod(2, 40, 0.5, 0.56), 100, CONSTANT))
        .containsExactly(0L, 40L, 50L, 52L, 54L, 56L, 96L, 100L);
  }

  @Test
  void coinsAreSharedAndFallAsOftenAsTheyShould() {
    List<Long> boundaries = boundaries(new RandomPeriod(0.3, 7), 20_000, CONSTANT);
    assertThat(boundaries).isEqualTo(boundaries(new RandomPeriod(0.3, 7), 20_000, CONSTANT));
    assertThat(boundaries).isNotEqualTo(boundaries(new RandomPeriod(0.3, 8), 20_000, CONSTANT));
    // 6000 meetings expected, with a deviation of 65.
    assertThat(boundaries.size()).isBetween(5740, 6260);
    assertThat(boundaries(new RandomPeriod(1, 7), 5, CONSTANT))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  static List<SyncPeriod> all() {
    return List.of(
        new ConstantPeriod(7),
        new PostLocalPeriod(20, 7),
        new QuadraticPeriod(2, 0.2, 2),
        new SteppedPeriod(new TreeMap<>(Map.of(0L, 3L, 50L, 9L))),
        new ByteBudgetPeriod(3, 2000),
        new TimeBudgetPeriod(3, 500),
        new WindowPeriod(3, 17, 0.25, 0.5),
        new RandomPeriod(0.2, 5));
  }

  @ParameterizedTest
  @MethodSource("all")
  void roundsAddUpToTheRunAndResumingDecidesAlike(SyncPeriod period) {
    Schedule schedule = Schedules.cosine(0.1, 0, 173, 0);
    List<Long> whole = boundaries(period, 173, schedule);
    assertThat(whole).startsWith(0L).endsWith(173L).isSorted().doesNotHaveDuplicates();
    SyncPolicy policy = new SyncPolicy(period);
    SyncPoint at = new SyncPoint(0, 0, 173, 0, 0, 0, schedule);
    for (int round = 0; at.left() > 0; round++) {
      // Nothing but the point decides, so a policy made anew goes on as the old one would.
      assertThat(at.step()).isEqualTo(whole.get(round));
      at = played(at, new SyncPolicy(period).steps(at));
    }
    assertThat(policy.period().base()).isPositive();
    assertThatThrownBy(() -> new ConstantPeriod(0)).hasMessageContaining("at least 1");
  }
}
