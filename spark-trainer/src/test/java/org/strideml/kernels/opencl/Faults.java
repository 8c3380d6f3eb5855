package org.strideml.kernels.opencl;

import org.strideml.kernels.Backend;

/** Does to a backend what a collector or a device might; here because only its package can. */
public final class Faults {
  private Faults() {}

  /** As if the collector had moved the array behind the device's memory. */
  public static void moveArray(Backend backend) {
    ((OpenClBackend) backend).resident().replaceImage(float[]::clone);
  }

  /** Makes OpenCL refuse the next execution: it is asked for a buffer without elements. */
  public static void breakDevice(Backend backend) {
    ((OpenClBackend) backend).resident().replaceImage(image -> new float[0]);
  }
}
