package org.strideml.kernels.opencl;

import org.junit.jupiter.api.Assumptions;

/** Opens the first OpenCL device, or skips the test and says why. */
final class AnyDevice {
  private AnyDevice() {}

  static OpenClBackend open() {
    require();
    return OpenClBackend.open("auto");
  }

  static void require() {
    Assumptions.assumeFalse(
        OpenClDevices.list().devices().isEmpty(),
        "no OpenCL device: install pocl-opencl-icd ocl-icd-libopencl1");
  }
}
