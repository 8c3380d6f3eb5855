package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
