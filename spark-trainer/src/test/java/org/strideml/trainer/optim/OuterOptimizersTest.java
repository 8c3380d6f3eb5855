package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.trainer.model.ParameterSlice;

class OuterOptimizersTest {
  private static final OuterStep FIRST = new OuterStep(0, List.of());

  @Test
  void averageSubtractsThePseudoGradient() {
    float[] theta = {1, -2, 0.5f};
    float[] delta = {0.25f, -1, 0};
    new Average().step(FIRST, theta, delta, List.of());
    assertThat(theta).containsExactly(0.75f, -1, 0.5f);
    assertThat(delta).containsExactly(0.25f, -1, 0);
    assertThat(new Average().isAverage()).isTrue();
    assertThat(new Average().stateNames()).isEmpty();
  }

  /** f(x) = x²/2 with the pseudo-gradient x, rate 0.1, momentum 0.9. */
  @Test
  void nesterovOnHalfSquare() {
    float[] theta = {1};
    float[] momentum = {0};
    for (double expected : new double[] {0.81, 0.5751, 0.327321}) {
      new Nesterov(0.1, 0.9).step(FIRST, theta, theta.clone(), List.of(momentum));
      assertThat((double) theta[0]).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void nesterovWithoutMomentumAtRateOneIsAverage() {
    float[] theta = {0.1f, 3e-7f, -5};
    float[] delta = {0.7f, 1e-3f, 1 / 3f};
    float[] averaged = theta.clone();
    new Average().step(FIRST, averaged, delta, List.of());
    new Nesterov(1, 0).step(FIRST, theta, delta, List.of(new float[3]));
    assertThat(theta).isEqualTo(averaged);
  }

  @Test
  void rejectsVectorsOfWrongLengthOrNumber() {
    assertThatThrownBy(() -> new Average().step(FIRST, new float[2], new float[3], List.of()))
        .hasMessageContaining("2 elements, got 3");
    assertThatThrownBy(
            () -> new Nesterov(1, 0.9).step(FIRST, new float[2], new float[2], List.of()))
        .hasMessageContaining("[momentum]");
    assertThatThrownBy(
            () ->
                new Nesterov(1, 0.9).step(FIRST, new float[2], new float[2], List.of(new float[1])))
        .hasMessageContaining("state momentum");
    assertThatThrownBy(() -> new Nesterov(0, 0.9)).hasMessageContaining("learningRate");
    assertThatThrownBy(() -> new Nesterov(0.7, 1)).hasMessageContaining("momentum");
  }

  /** f(x) = x²/2, two local SGD steps of rate 0.1 between outer steps, one worker. */
  @Test
  void outerSgdOfOneWorkerIsLookahead() {
    float[] slow = {1};
    double byHand = 1;
    for (double expected : new double[] {0.905, 0.819025}) {
      float fast = slow[0] * 0.9f * 0.9f;
      float[] delta = {slow[0] - fast};
      new OuterSgd(0.5, 0).step(FIRST, slow, delta, List.of());
      byHand += 0.5 * (0.81 * byHand - byHand);
      assertThat((double) slow[0]).isCloseTo(expected, within(1e-6));
      assertThat(byHand).isCloseTo(expected, within(1e-12));
    }
    float[] averaged = {1};
    float[] stepped = {1};
    new Average().step(FIRST, averaged, new float[] {0.19f}, List.of());
    new OuterSgd(1, 0).step(FIRST, stepped, new float[] {0.19f}, List.of());
    assertThat(stepped).isEqualTo(averaged);
  }

  /** Heavy ball on half the square: 0.9, 0.72, 0.486. */
  @Test
  void outerSgdKeepsMomentum() {
    float[] theta = {1};
    List<float[]> state = List.of(new float[1]);
    for (double expected : new double[] {0.9, 0.72, 0.486}) {
      float[] delta = theta.clone();
      new OuterSgd(0.1, 0.9).step(FIRST, theta, delta, state);
      assertThat((double) theta[0]).isCloseTo(expected, within(1e-6));
    }
  }

  @Test
  void adaptiveRulesDifferInHowTheSecondMomentGrows() {
    // v after Δ = 1 and Δ = 0.05, from m = v = 0 with β₁ = 0.9, β₂ = 0.99.
    double[][] expected = {{0.01, 0.009925}, {0.01, 0.009975}, {1, 1.0025}};
    for (AdaptiveOuter.Rule rule : AdaptiveOuter.Rule.values()) {
      AdaptiveOuter outer = new AdaptiveOuter(rule, 0.1, 0.9, 0.99, 1e-3);
      float[] theta = {0};
      List<float[]> state = List.of(new float[1], new float[1]);
      double x = 0;
      double m = 0;
      int step = 0;
      for (double delta : new double[] {1, 0.05}) {
        outer.step(FIRST, theta, new float[] {(float) delta}, state);
        double v = expected[rule.ordinal()][step++];
        m = 0.9 * m + 0.1 * delta;
        x -= 0.1 * m / (Math.sqrt(v) + 1e-3);
        assertThat((double) state.get(1)[0]).as("v of %s", rule).isCloseTo(v, within(1e-7));
        assertThat((double) theta[0]).as("θ of %s", rule).isCloseTo(x, within(1e-6));
      }
      assertThat(outer.type()).isEqualTo(rule.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  @Test
  void weightAverageOfSnapshots() {
    StochasticWeightAverage outer = new StochasticWeightAverage(new Average(), 2);
    List<float[]> state = List.of(new float[1]);
    float[] snapshots = {7, 9, 1, 2, 4};
    double[] expected = {7, 9, 1, 1.5, 2.333333};
    for (int round = 0; round < snapshots.length; round++) {
      float[] theta = {snapshots[round]};
      outer.moved(new OuterStep(round, List.of()), theta, state);
      assertThat(theta[0]).isEqualTo(snapshots[round]);
      assertThat((double) outer.model(theta, state)[0]).isCloseTo(expected[round], within(1e-6));
    }
    assertThat(outer.isAverage()).isTrue();
    assertThat(outer.stateNames()).containsExactly("average");
    assertThat(new StochasticWeightAverage(new Nesterov(1, 0.9), 0).stateNames())
        .containsExactly("momentum", "average");
  }

  @Test
  void muonMakesMatricesNearlyOrthogonal() {
    double[] diagonal = {3, 0, 0, 4};
    Orthogonal.approximate(diagonal, 2, 2);
    assertThat(diagonal[0]).isCloseTo(0.7228761, within(1e-6));
    assertThat(diagonal[3]).isCloseTo(1.119204, within(1e-6));
    double[] full = {1, 2, 3, 4};
    Orthogonal.approximate(full, 2, 2);
    double[] expected = {-.6806610, .8255396, .7412954, .2594400};
    for (int i = 0; i < 4; i++) {
      assertThat(full[i]).isCloseTo(expected[i], within(1e-6));
    }
    double[] tall = {1, 2, 3, 4, 5, 6};
    double[] wide = {1, 3, 5, 2, 4, 6};
    Orthogonal.approximate(tall, 3, 2);
    Orthogonal.approximate(wide, 2, 3);
    assertThat(tall[1]).as("a tall matrix is the wide one turned").isEqualTo(wide[3]);
  }

  @Test
  void muonStepsMatricesByShapeAndTheRestByItsOwnRate() {
    List<ParameterSlice> slices =
        List.of(
            new ParameterSlice("weight", 0, 2, 2), new ParameterSlice("bias", 4, new int[] {1}));
    float[] theta = {1, 0, 0, 1, 5};
    List<float[]> state = List.of(new float[5]);
    new Muon(0.02, 0.95, 2)
        .step(new OuterStep(0, slices), theta, new float[] {3, 0, 0, 4, 1}, state);
    assertThat((double) theta[0]).isCloseTo(0.9855425, within(1e-6));
    assertThat((double) theta[3]).isCloseTo(0.9776159, within(1e-6));
    assertThat((double) theta[4]).isCloseTo(5 - 2 * 0.0975, within(1e-6));
    assertThat(state.get(0)[4]).isCloseTo(0.05f, within(1e-7f));
  }
}
