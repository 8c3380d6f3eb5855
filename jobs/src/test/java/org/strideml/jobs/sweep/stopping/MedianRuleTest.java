package org.strideml.jobs.sweep.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.strideml.jobs.sweep.result.Rung;

class MedianRuleTest {
  private final MedianRule rule = new MedianRule(2, 3);

  private void series(String trial, double... losses) {
    for (int i = 0; i < losses.length; i++) {
      rule.report(trial, i + 1, losses[i]);
    }
  }

  /** The others' means up to time 2 are 3, 4 and 5. */
  @Test
  void endsATrialWhoseBestIsWorseThanTheMedianOfTheOthersMeans() {
    series("a", 4, 2, 0);
    series("b", 5, 3, 0);
    series("c", 6, 4, 0);
    assertThat(rule.report("d", 1, 4.5)).isEmpty();
    Rung worse = rule.report("d", 2, 4.25).orElseThrow();
    assertThat(worse.cutoff()).isEqualTo(4);
    assertThat(worse.value()).isEqualTo(4.25);
    assertThat(worse.kept()).isFalse();
  }

  @Test
  void theBestSoFarCountsNotTheLast() {
    series("a", 4, 2);
    series("b", 5, 3);
    series("c", 6, 4);
    assertThat(rule.report("d", 1, 3.5)).isEmpty();
    assertThat(rule.report("d", 2, 9).orElseThrow().kept()).isTrue();
  }

  @Test
  void waitsForTheGracePeriodAndForEnoughOthersThatHaveComeAsFar() {
    series("a", 4, 2);
    series("b", 5, 3);
    series("c", 6);
    assertThat(rule.report("d", 1, 100)).isEmpty();
    assertThat(rule.report("d", 2, 100)).as("c has not come to time 2").isEmpty();
    rule.report("c", 2, 4);
    assertThat(rule.report("d", 2, 100)).isPresent();
  }
}
