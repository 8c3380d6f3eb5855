package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;

class SquareRootScalingTest {
  private static final int WIDTH = 20_000;

  @Test
  void fourTimesTheBatchHasTheTupleOfThePaper() {
    AdamW scaled = (AdamW) new AdamW(0.9, 0.999, 1e-8, 0.1).forBatch(4);
    assertThat(scaled.beta1()).isCloseTo(0.6, within(1e-12));
    assertThat(scaled.beta2()).isCloseTo(0.996, within(1e-12));
    assertThat(scaled.epsilon()).isCloseTo(5e-9, within(1e-20));
    assertThat(scaled.weightDecay()).isEqualTo(0.1);
    assertThat(1e-3 * SquareRootScaling.factor(8, 128, 256)).isCloseTo(2e-3, within(1e-15));
    RmsProp rmsProp = (RmsProp) new RmsProp(0.99, 1e-8, 0).forBatch(4);
    assertThat(rmsProp.beta()).isCloseTo(0.96, within(1e-12));
    assertThat(rmsProp.epsilon()).isCloseTo(5e-9, within(1e-20));
  }

  @Test
  void theRuleEndsWhereAveragesForgetAtOnce() {
    assertThatThrownBy(() -> new AdamW(0.9, 0.999, 1e-8, 0).forBatch(11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("beta1")
        .hasMessageContaining("base batch");
    assertThatThrownBy(() -> new Sgd(0.9, false, 0).forBatch(4)).hasMessageContaining("sgd");
  }

  /** Mean square of θ after pure gradient noise of deviation 1/√batch. */
  private static double spread(InnerOptimizer optimizer, double rate, int batch, int examples) {
    try (Descent descent = new Descent(optimizer, new double[WIDTH])) {
      double[] noise = new double[WIDTH];
      for (int step = 0; step < examples / batch; step++) {
        RandomKey key = RandomKey.of(batch).child(step);
        for (int i = 0; i < WIDTH; i++) {
          noise[i] = key.gaussian(i) / Math.sqrt(batch);
        }
        descent.step(rate, noise);
      }
      double square = 0;
      for (double x : descent.parameters()) {
        square += x * x / WIDTH;
      }
      return square;
    }
  }

  @Test
  void noiseMovesParametersAlikeForEqualExamplesAndNotWithALinearRate() {
    AdamW base = new AdamW(0.9, 0.999, 1e-8, 0);
    double small = spread(base, 1e-3, 1, 800);
    double large = spread(base.forBatch(4), 2e-3, 4, 800);
    double linear = spread(base.forBatch(4), 4e-3, 4, 800);
    assertThat(large / small).isCloseTo(1, within(0.05));
    assertThat(linear / small).isCloseTo(4, within(0.2));
  }
}
