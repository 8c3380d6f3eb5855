package org.strideml.jobs.sweep.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.strideml.jobs.sweep.result.Rung;

/** Against rungs and cutoffs computed by hand. */
class AshaTest {
  private static final double EXACT = 1e-12;

  private final Asha asha = new Asha(1, 16, 4, 1, trial -> 0);

  private Rung at(String trial, long time, double loss) {
    return asha.report(trial, time, loss).orElseThrow();
  }

  @Test
  void rungsAreGracePeriodTimesPowersOfTheFactorUpToMaxT() {
    assertThat(Asha.milestones(1, 100, 4, 0)).containsExactly(1L, 4L, 16L, 64L);
    assertThat(Asha.milestones(1, 64, 4, 0)).containsExactly(1L, 4L, 16L, 64L);
    assertThat(Asha.milestones(1, 63, 4, 0)).containsExactly(1L, 4L, 16L);
    assertThat(Asha.milestones(5, 100, 3, 1)).containsExactly(15L, 45L);
    assertThat(Asha.milestones(1, 3, 4, 1)).isEmpty();
    assertThat(Asha.sizes(1, 16, 4, 4)).containsExactly(3, 2, 1);
  }

  /** Cutoffs are the quantile 1/4 of those that were there before, with linear interpolation. */
  @Test
  void theBestQuarterGoesOn() {
    Rung first = at("a", 1, 0.5);
    assertThat(first.cutoff()).isNaN();
    assertThat(first.kept()).isTrue();

    Rung second = at("b", 1, 0.4);
    assertThat(second.cutoff()).isEqualTo(0.5);
    assertThat(second.kept()).isTrue();

    Rung third = at("c", 1, 0.6);
    assertThat(third.cutoff()).isCloseTo(0.4 + 0.25 * 0.1, within(EXACT));
    assertThat(third.kept()).isFalse();

    Rung fourth = at("d", 1, 0.42);
    assertThat(fourth.cutoff()).isCloseTo(0.4 + 0.5 * 0.1, within(EXACT));
    assertThat(fourth.kept()).isTrue();

    Rung fifth = at("e", 1, 0.45);
    assertThat(fifth.cutoff()).isCloseTo(0.4 + 0.75 * 0.02, within(EXACT));
    assertThat(fifth.kept()).isFalse();
  }

  @Test
  void aTrialIsAskedOncePerRungAndAtTheHighestItHasReached() {
    assertThat(at("a", 1, 0.5).milestone()).isEqualTo(1);
    assertThat(asha.report("a", 2, 0.5)).isEmpty();
    assertThat(asha.report("a", 3, 0.5)).isEmpty();
    assertThat(at("a", 5, 0.4).milestone()).isEqualTo(4);
    assertThat(asha.report("a", 15, 0.4)).isEmpty();
    assertThat(at("a", 16, 0.3).milestone()).isEqualTo(16);
    assertThat(asha.report("a", 17, 0.3)).isEmpty();
    // One that is seen late has its place at the rung it has reached.
    Rung late = at("b", 6, 0.39);
    assertThat(late.milestone()).isEqualTo(4);
    assertThat(late.cutoff()).isEqualTo(0.4);
  }

  @Test
  void bracketsAreLaddersOfTheirOwn() {
    Asha two = new Asha(1, 16, 4, 2, trial -> trial.startsWith("x") ? 1 : 0);
    assertThat(two.report("a", 1, 0.1)).isPresent();
    assertThat(two.report("x1", 1, 9)).isEmpty();
    Rung rung = two.report("x1", 4, 9).orElseThrow();
    assertThat(rung.bracket()).isEqualTo(1);
    assertThat(rung.cutoff()).isNaN();
    assertThat(two.report("x2", 4, 10).orElseThrow().kept()).isFalse();
  }

  @Test
  void bracketsAreDrawnByTheExponentialOfTheirRungs() {
    BracketDraw draw = new BracketDraw(7, List.of(3, 2));
    int trials = 20_000;
    long inFirst =
        IntStream.range(0, trials).filter(i -> draw.applyAsInt("trial-" + i) == 0).count();
    double expected = Math.E / (Math.E + 1);
    assertThat((double) inFirst / trials).isCloseTo(expected, within(0.015));
    assertThat(new BracketDraw(7, List.of(3, 2)).applyAsInt("trial-5"))
        .isEqualTo(draw.applyAsInt("trial-5"));
  }
}
