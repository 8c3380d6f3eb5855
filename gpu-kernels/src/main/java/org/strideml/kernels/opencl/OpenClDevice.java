package org.strideml.kernels.opencl;

/**
 * An OpenCL device of this machine.
 *
 * @param index its number in {@code opencl:N}
 * @param platform name of the driver's platform
 * @param name as the driver reports it
 * @param vendor who made the platform
 * @param kind {@code cpu}, {@code gpu} or {@code accelerator}
 * @param memoryBytes all of its memory
 * @param maxAllocationBytes largest single allocation it grants
 * @param localMemoryBytes memory a work group shares
 * @param computeUnits parallel processors
 * @param maxWorkGroup items of its largest work group
 */
public record OpenClDevice(
    int index,
    String platform,
    String name,
    String vendor,
    String kind,
    long memoryBytes,
    long maxAllocationBytes,
    long localMemoryBytes,
    int computeUnits,
    int maxWorkGroup) {
  /** Aparapi counts a buffer's bytes in an {@code int}. */
  static final long APARAPI_BYTES = Integer.MAX_VALUE;

  /** Bytes that all arenas of a backend may take together: they lie in one array. */
  public long largestArrayBytes() {
    return Math.min(APARAPI_BYTES, maxAllocationBytes);
  }

  /** How configurations name this device. */
  public String address() {
    return "opencl:" + index;
  }

  @Override
  public String toString() {
    return String.format(
        "%s %s (%s, %s, %d MiB, work groups up to %d)",
        address(), name, kind, platform, memoryBytes >> 20, maxWorkGroup);
  }
}
