package org.strideml.trainer.spark;

import java.util.function.Function;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.trainer.ComputedOn;
import org.strideml.trainer.TrainerConfig.BackendChoice;

/** Something laid out in a backend's memory, and where that is. */
record Placed<T extends AutoCloseable>(T content, ComputedOn on) {
  /** Opens the chosen backend and lays something out in it. */
  static <T extends AutoCloseable> Placed<T> open(
      BackendChoice choice, Function<Backend, T> layOut) {
    Backends.Selection selection =
        Backends.open(choice.type(), choice.device(), choice.precision());
    Backend backend = selection.backend();
    try {
      ComputedOn on =
          new ComputedOn(
              backend.name(),
              backend.device().name(),
              backend.device().instructionSet(),
              selection.reason());
      return new Placed<>(layOut.apply(backend), on);
    } catch (RuntimeException failure) {
      backend.close();
      throw failure;
    }
  }

  void close() {
    try {
      content.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot free the memory of " + on, e);
    }
  }
}
