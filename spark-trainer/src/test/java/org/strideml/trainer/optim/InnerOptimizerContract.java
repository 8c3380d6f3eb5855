package org.strideml.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Tensor;

/** What every inner optimizer does: finds minima, keeps no state of its own, travels. */
abstract class InnerOptimizerContract {
  /** The optimizer under test, without weight decay so that the minimum stays where it is. */
  abstract InnerOptimizer optimizer();

  /** A schedule with which it reaches the parabola's minimum within {@link #parabolaSteps}. */
  abstract Schedule parabolaSchedule();

  abstract int parabolaSteps();

  /** A schedule with which it reaches Rosenbrock's minimum within {@link #rosenbrockSteps}. */
  abstract Schedule rosenbrockSchedule();

  abstract int rosenbrockSteps();

  @Test
  void reachesTheMinimumOfAParabola() {
    try (Descent descent = new Descent(optimizer(), 3, -2, 0.5)) {
      descent.run(
          parabolaSteps(),
          parabolaSchedule(),
          (x, gradient) -> {
            gradient[0] = x[0] - 1;
            gradient[1] = 4 * (x[1] + 3);
            gradient[2] = 0.5 * x[2];
          });
      Descent.assertNear(descent.parameters(), 1e-4, 1, -3, 0);
    }
  }

  @Test
  void reachesTheMinimumOfRosenbrocksValley() {
    try (Descent descent = new Descent(optimizer(), -1.2, 1)) {
      descent.run(
          rosenbrockSteps(),
          rosenbrockSchedule(),
          (x, gradient) -> {
            gradient[0] = -2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] * x[0]);
            gradient[1] = 200 * (x[1] - x[0] * x[0]);
          });
      Descent.assertNear(descent.parameters(), 1e-2, 1, 1);
    }
  }

  @Test
  void stepIsAFunctionOfItsArgumentsOnly() {
    InnerOptimizer shared = optimizer();
    double[] alone;
    try (Descent descent = new Descent(shared, 1, 2)) {
      descent.run(5, step -> 0.01, Descent.HALF_SQUARE);
      alone = descent.parameters();
    }
    try (Descent one = new Descent(shared, 1, 2);
        Descent other = new Descent(shared, -7, 9)) {
      for (int i = 0; i < 5; i++) {
        one.run(1, step -> 0.01, Descent.HALF_SQUARE);
        other.run(1, step -> 0.1, Descent.HALF_SQUARE);
      }
      assertThat(one.parameters()).isEqualTo(alone);
    }
  }

  @Test
  void survivesJavaSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(optimizer());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(optimizer());
    }
  }

  @Test
  void rejectsStateOfTheWrongNumber() {
    try (Descent descent = new Descent(optimizer(), 1)) {
      List<Tensor> wrong = descent.state().isEmpty() ? List.of(descent.gradient()) : List.of();
      assertThatThrownBy(
              () ->
                  optimizer()
                      .step(
                          descent.backend(),
                          0.1,
                          0,
                          descent.tensor(),
                          descent.gradient(),
                          null,
                          wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs the state");
    }
  }
}
