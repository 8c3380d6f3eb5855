package org.strideml.kernels.opencl;

/** Bytes of the arrays that go to a device and come from it, for tests of traffic. */
public final class DeviceArrays {
  private DeviceArrays() {}

  /** Up, with each execution: its commands. */
  public static long commands() {
    return CommandList.BYTES;
  }

  /** Up, with an execution that so many elements wait for. */
  public static long staged(int elements) {
    return (long) Float.BYTES * ArrayLengths.holding(elements);
  }

  /** Down, with a fetch of few elements. */
  public static long few() {
    return 4096;
  }
}
