package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MtDaoTest extends InnerOptimizerContract {
  @Override
  InnerOptimizer optimizer() {
    return new MtDao(List.of(0.9, 0.99), List.of(0.5, 0.3), 0.999, 1e-8, 0);
  }

  @Override
  Schedule parabolaSchedule() {
    return Schedules.cosine(0.1, 0, parabolaSteps(), 0);
  }

  @Override
  int parabolaSteps() {
    return 2000;
  }

  @Override
  Schedule rosenbrockSchedule() {
    return Schedules.cosine(0.02, 0, rosenbrockSteps(), 0.001);
  }

  @Override
  int rosenbrockSteps() {
    return 10_000;
  }

  @Test
  void oneMomentumOfWeightOneIsAdam() {
    MtDao one = new MtDao(List.of(0.9), List.of(1.0), 0.999, 1e-8, 0.01);
    try (Descent mtDao = new Descent(one, 1, -2);
        Descent adam = new Descent(new AdamW(0.9, 0.999, 1e-8, 0.01), 1, -2)) {
      for (int step = 0; step < 30; step++) {
        mtDao.run(1, at -> 0.1, Descent.HALF_SQUARE);
        adam.run(1, at -> 0.1, Descent.HALF_SQUARE);
        Descent.assertNear(mtDao.parameters(), 1e-5, adam.parameters());
      }
    }
  }

  /** Two steps on half the square by the formula. */
  @Test
  void stepsByTheFormula() {
    double[] betas = {0.9, 0.999};
    double[] weights = {0.3, 0.6};
    double[] u = new double[2];
    double v = 0;
    double x = 1;
    MtDao optimizer = new MtDao(List.of(0.9, 0.999), List.of(0.3, 0.6), 0.99, 1e-8, 0);
    try (Descent descent = new Descent(optimizer, 1)) {
      for (int t = 1; t <= 5; t++) {
        double direction = 0.1 * x;
        for (int j = 0; j < 2; j++) {
          u[j] = betas[j] * u[j] + (1 - betas[j]) * x;
          direction += weights[j] * u[j] / (1 - Math.pow(betas[j], t));
        }
        v = 0.99 * v + 0.01 * x * x;
        x -= 0.1 * direction / (Math.sqrt(v / (1 - Math.pow(0.99, t))) + 1e-8);
        descent.run(1, step -> 0.1, Descent.HALF_SQUARE);
        Descent.assertNear(descent.parameters(), 1e-4, x);
      }
    }
  }

  @Test
  void momentaAndTheSecondMomentAreWorthSending() {
    assertThat(optimizer().sharedNames()).containsExactly("u1", "u2", "v");
  }

  @Test
  void rejectsImpossibleSettings() {
    assertThatThrownBy(() -> new MtDao(List.of(0.9), List.of(), 0.99, 1e-8, 0))
        .hasMessageContaining("weight");
    assertThatThrownBy(() -> new MtDao(List.of(0.9), List.of(1.1), 0.99, 1e-8, 0))
        .hasMessageContaining("at most 1");
  }
}
