package org.strideml.trainer.optim;

import java.util.List;

/** Checks the vectors of an outer step: as many as named, all of one length. */
final class OuterState {
  private OuterState() {}

  static void check(
      OuterOptimizer optimizer, float[] parameters, float[] pseudoGradient, List<float[]> state) {
    if (state.size() != optimizer.stateNames().size()) {
      throw new IllegalArgumentException(
          String.format(
              "%s needs the state %s, got %d vectors",
              optimizer.type(), optimizer.stateNames(), state.size()));
    }
    checkLength("the pseudo-gradient", parameters, pseudoGradient);
    for (int i = 0; i < state.size(); i++) {
      checkLength("state " + optimizer.stateNames().get(i), parameters, state.get(i));
    }
  }

  private static void checkLength(String what, float[] parameters, float[] vector) {
    if (vector.length != parameters.length) {
      throw new IllegalArgumentException(
          what + " must have " + parameters.length + " elements, got " + vector.length);
    }
  }
}
