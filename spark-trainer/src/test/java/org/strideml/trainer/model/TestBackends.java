package org.strideml.trainer.model;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.strideml.kernels.Backend;
import org.strideml.kernels.reference.ReferenceBackend;

/** The backends that model tests run on, all in single precision. */
final class TestBackends {
  private TestBackends() {}

  /** A backend to be opened by the test, shown by its name. */
  record Choice(String name, Supplier<Backend> open) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Backends with every operation. */
  static Stream<Choice> all() {
    return Stream.of(new Choice("reference", ReferenceBackend::inFloat));
  }
}
