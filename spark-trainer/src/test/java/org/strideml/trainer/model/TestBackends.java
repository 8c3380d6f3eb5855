package org.strideml.trainer.model;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.strideml.kernels.Backend;
import org.strideml.kernels.cpu.CpuBackend;
import org.strideml.kernels.opencl.OpenClBackend;
import org.strideml.kernels.opencl.OpenClDevices;
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

  static Stream<Choice> all() {
    return Stream.of(
        new Choice("reference", ReferenceBackend::inFloat),
        new Choice("cpu", CpuBackend::open),
        new Choice("opencl", TestBackends::openCl));
  }

  private static Backend openCl() {
    OpenClDevices devices = OpenClDevices.list();
    Assumptions.assumeFalse(devices.devices().isEmpty(), "no OpenCL device: " + devices.absence());
    return OpenClBackend.open("auto");
  }
}
