package org.strideml.trainer.optim;

import java.util.List;
import org.strideml.kernels.Tensor;

/** Checks that the records of this package share; each failure says expected and got. */
final class Settings {
  private Settings() {}

  static void inUnitInterval(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }
  }

  static void nonNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be >= 0 and finite, got " + value);
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be > 0 and finite, got " + value);
    }
  }

  static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be > 0, got " + value);
    }
  }

  static void checkState(InnerOptimizer optimizer, List<Tensor> state) {
    if (state.size() != optimizer.stateNames().size()) {
      throw new IllegalArgumentException(
          String.format(
              "%s needs the state %s, got %d tensors",
              optimizer.type(), optimizer.stateNames(), state.size()));
    }
  }
}
