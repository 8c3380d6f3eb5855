package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SgdTest extends InnerOptimizerContract {
  @Override
  InnerOptimizer optimizer() {
    return new Sgd(0.9, true, 0);
  }

  @Override
  Schedule parabolaSchedule() {
    return Schedules.constant(0.05);
  }

  @Override
  int parabolaSteps() {
    return 400;
  }

  @Override
  Schedule rosenbrockSchedule() {
    return Schedules.constant(5e-4);
  }

  @Override
  int rosenbrockSteps() {
    return 5000;
  }

  @Test
  void heavyBallOnHalfSquare() {
    assertTrajectory(new Sgd(0.9, false, 0), 0.9, 0.72, 0.486);
  }

  @Test
  void nesterovOnHalfSquare() {
    assertTrajectory(new Sgd(0.9, true, 0), 0.81, 0.5751, 0.327321);
  }

  @Test
  void plainOnHalfSquare() {
    assertTrajectory(new Sgd(0, false, 0), 0.9, 0.81, 0.729);
  }

  private static void assertTrajectory(Sgd sgd, double... expected) {
    try (Descent descent = new Descent(sgd, 1)) {
      for (double value : expected) {
        descent.run(1, step -> 0.1, Descent.HALF_SQUARE);
        Descent.assertNear(descent.parameters(), 1e-7, value);
      }
    }
  }

  /**
   * Form A (ours) folds no rate into its buffer. Form B, v ← μv + ηg, agrees with it only when v is
   * rescaled as the rate drops.
   */
  @Test
  void needsNoMomentumCorrectionWhenTheRateDrops() {
    Schedule drop = Schedules.multistep(0.1, List.of(10L), 0.1);
    double corrected = 1;
    double uncorrected = 1;
    double v = 0;
    double w = 0;
    try (Descent formA = new Descent(new Sgd(0.9, false, 0), 1)) {
      for (int i = 0; i < 20; i++) {
        formA.step(drop.at(i), new double[] {0.3});
        double ratio = i == 0 ? 1 : drop.at(i) / drop.at(i - 1);
        v = 0.9 * ratio * v + drop.at(i) * 0.3;
        corrected -= v;
        w = 0.9 * w + drop.at(i) * 0.3;
        uncorrected -= w;
      }
      Descent.assertNear(formA.parameters(), 1e-7, corrected);
      assertThat(Math.abs(formA.parameters()[0] - uncorrected)).isGreaterThan(0.1);
    }
  }

  @Test
  void keepsStateOnlyWithMomentum() {
    assertThat(new Sgd(0, false, 0).stateNames()).isEmpty();
    assertThat(new Sgd(0.9, false, 0).stateNames()).containsExactly("momentum");
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> new Sgd(1, false, 0)).hasMessageContaining("momentum");
    assertThatThrownBy(() -> new Sgd(0, true, 0)).hasMessageContaining("nesterov");
    assertThatThrownBy(() -> new Sgd(0, false, -1)).hasMessageContaining("weightDecay");
    assertThatThrownBy(() -> new Sgd(Double.NaN, false, 0)).hasMessageContaining("NaN");
  }
}
