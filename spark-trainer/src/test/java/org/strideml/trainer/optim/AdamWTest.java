package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdamWTest extends InnerOptimizerContract {
  @Override
  InnerOptimizer optimizer() {
    return new AdamW(0.9, 0.999, 1e-8, 0);
  }

  @Override
  Schedule parabolaSchedule() {
    return Schedules.cosine(0.1, 0, parabolaSteps(), 0);
  }

  @Override
  int parabolaSteps() {
    return 1000;
  }

  @Override
  Schedule rosenbrockSchedule() {
    return Schedules.cosine(0.05, 0, rosenbrockSteps(), 0.01);
  }

  @Override
  int rosenbrockSteps() {
    return 5000;
  }

  @Test
  void decayedStepsOnHalfSquare() {
    try (Descent descent = new Descent(new AdamW(0.9, 0.999, 1e-8, 0.01), 1)) {
      for (double expected : new double[] {0.8990000, 0.7985190, 0.6989112}) {
        descent.run(1, step -> 0.1, Descent.HALF_SQUARE);
        Descent.assertNear(descent.parameters(), 1e-6, expected);
      }
    }
  }

  /** Without float betas in the corrections this is off by 6e-6 of the rate. */
  @Test
  void firstStepIsTheRateWhateverTheGradient() {
    for (double gradient : new double[] {1e-3, 1, 1e4}) {
      try (Descent descent = new Descent(new AdamW(0.9, 0.999, 1e-12, 0), 0)) {
        descent.step(0.125, new double[] {gradient});
        Descent.assertNear(descent.parameters(), 1e-8, -0.125);
      }
    }
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> new AdamW(1, 0.999, 1e-8, 0)).hasMessageContaining("beta1");
    assertThatThrownBy(() -> new AdamW(0.9, -0.1, 1e-8, 0)).hasMessageContaining("beta2");
    assertThatThrownBy(() -> new AdamW(0.9, 0.999, 0, 0)).hasMessageContaining("epsilon");
    assertThatThrownBy(() -> new AdamW(0.9, 0.999, 1e-50, 0)).hasMessageContaining("epsilon");
    assertThatThrownBy(() -> new AdamW(0.9, 0.999, 1e-8, Double.POSITIVE_INFINITY))
        .hasMessageContaining("weightDecay");
  }
}
