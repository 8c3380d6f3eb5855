package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayedNesterovTest {
  private static final float[] CHANGES = {1, 2, 3, 4, 2, 0, 1, 5};

  private static OuterStep at(long count) {
    return new OuterStep(count, List.of());
  }

  @ParameterizedTest
  @CsvSource({"0, -7.4025", "0.1, -6.59925", "0.25, -5.394375"})
  void twoBlocksOfFour(double activation, double expected) {
    DelayedNesterov optimizer = new DelayedNesterov(0.7, 0.9, 4, activation);
    float[] theta = {0};
    List<float[]> state = List.of(new float[1], new float[1]);
    for (int i = 0; i < CHANGES.length; i++) {
      optimizer.step(at(i), theta, new float[] {CHANGES[i]}, state);
    }
    assertThat((double) theta[0]).isCloseTo(expected, within(2e-6));
    assertThat(state.get(0)).containsExactly(4.25f);
    assertThat(state.get(1)).containsExactly(0);
  }

  @Test
  void withoutActivationABlockIsOneNesterovStepOnItsMean() {
    Nesterov plain = new Nesterov(0.7, 0.9);
    float[] theta = {0};
    List<float[]> state = List.of(new float[1]);
    plain.step(at(0), theta, new float[] {2.5f}, state);
    plain.step(at(1), theta, new float[] {2}, state);
    assertThat((double) theta[0]).isCloseTo(-7.4025, within(2e-6));
  }

  @Test
  void blocksOfOneAreNesterovToTheBit() {
    Random random = new Random(1);
    float[] theta = new float[500];
    float[] expected = theta.clone();
    List<float[]> state = List.of(new float[500], new float[500]);
    List<float[]> plain = List.of(new float[500]);
    for (int step = 0; step < 20; step++) {
      float[] delta = new float[500];
      for (int i = 0; i < delta.length; i++) {
        delta[i] = (float) random.nextGaussian();
      }
      new DelayedNesterov(0.7, 0.9, 1, 0).step(at(step), theta, delta, state);
      new Nesterov(0.7, 0.9).step(at(step), expected, delta, plain);
    }
    assertThat(theta).isEqualTo(expected);
  }

  @Test
  void refusesAnActivationThatAddsUpToMoreThanTheMomentum() {
    assertThatThrownBy(() -> new DelayedNesterov(0.7, 0.9, 4, 0.26))
        .hasMessageContaining("activation must be in [0, 1/block]");
    assertThatThrownBy(() -> new DelayedNesterov(0.7, 0.9, 0, 0)).hasMessageContaining("block");
  }
}
