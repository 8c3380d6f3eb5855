package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RmsPropTest extends InnerOptimizerContract {
  @Override
  InnerOptimizer optimizer() {
    return new RmsProp(0.99, 1e-8, 0);
  }

  @Override
  Schedule parabolaSchedule() {
    return Schedules.cosine(0.05, 0, parabolaSteps(), 0);
  }

  @Override
  int parabolaSteps() {
    return 2000;
  }

  @Override
  Schedule rosenbrockSchedule() {
    return Schedules.cosine(0.01, 0, rosenbrockSteps(), 0.001);
  }

  @Override
  int rosenbrockSteps() {
    return 8000;
  }

  /** The first step is 1/√(1 − β) = 10 rates long. */
  @Test
  void stepsOnHalfSquare() {
    try (Descent descent = new Descent(optimizer(), 1)) {
      for (double expected : new double[] {0.9000000, 0.8329180}) {
        descent.run(1, step -> 0.01, Descent.HALF_SQUARE);
        Descent.assertNear(descent.parameters(), 1e-6, expected);
      }
    }
  }

  @Test
  void onlyTheSecondMomentIsWorthSending() {
    assertThat(optimizer().sharedNames()).containsExactly("v");
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> new RmsProp(1, 1e-8, 0)).hasMessageContaining("beta");
    assertThatThrownBy(() -> new RmsProp(0.9, 0, 0)).hasMessageContaining("epsilon");
  }
}
