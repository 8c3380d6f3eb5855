package org.strideml.kernels.opencl;

/** Prints how many OpenCL devices are no processors; {@code scripts/gpu-discovery.sh} asks. */
final class CardCount {
  private CardCount() {}

  public static void main(String[] arguments) {
    System.out.println(of(OpenClDevices.list()));
  }

  static long of(OpenClDevices devices) {
    return devices.devices().stream().filter(device -> !device.kind().equals("cpu")).count();
  }
}
