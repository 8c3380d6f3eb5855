package org.strideml.trainer.model;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;
import org.strideml.kernels.cpu.CpuBackend;
import org.strideml.kernels.opencl.OpenClBackend;
import org.strideml.kernels.opencl.OpenClDevices;
import org.strideml.kernels.reference.ReferenceBackend;

/** The backends that model tests run on, all in single precision. */
final class TestBackends {
  private static final Set<Operation> ON_DEVICES =
      EnumSet.complementOf(EnumSet.of(Operation.SEQUENCE));

  private TestBackends() {}

  /** A backend to be opened by the test, shown by its name. */
  record Choice(String name, Set<Operation> operations, Supplier<Backend> open) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Backends that have what the model needs. */
  static Stream<Choice> of(Model model) {
    return Stream.of(
            new Choice("reference", Set.of(Operation.values()), ReferenceBackend::inFloat),
            new Choice("cpu", Set.of(Operation.values()), CpuBackend::open),
            new Choice("opencl", ON_DEVICES, TestBackends::openCl))
        .filter(choice -> choice.operations().containsAll(model.operations()));
  }

  private static Backend openCl() {
    OpenClDevices devices = OpenClDevices.list();
    Assumptions.assumeFalse(devices.devices().isEmpty(), "no OpenCL device: " + devices.absence());
    return OpenClBackend.open("auto");
  }
}
