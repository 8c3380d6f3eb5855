package org.strideml.kernels.opencl;

import java.util.ArrayList;
import java.util.List;
import org.strideml.kernels.Arena;
import org.strideml.kernels.DeviceMemoryException;

/** Where each arena lies in the one array on the device. */
final class MemoryPlan {
  private final OpenClDevice device;
  private final List<String> regions = new ArrayList<>();
  private long elements;

  MemoryPlan(OpenClDevice device) {
    this.device = device;
  }

  /** Elements planned so far. */
  int elements() {
    return Math.toIntExact(elements);
  }

  /**
   * @return first element of the new region
   * @throws DeviceMemoryException when the device cannot hold it together with what is planned
   */
  int reserve(String name, int capacity) {
    long start = elements;
    long end = start + ((long) capacity + Arena.ALIGNMENT - 1) / Arena.ALIGNMENT * Arena.ALIGNMENT;
    long limit = device.largestArrayBytes();
    if (end * Float.BYTES > limit) {
      throw new DeviceMemoryException(
          String.format(
              "%s of %d elements does not fit on %s: all arenas share one allocation of at most %d"
                  + " bytes (device %d, Aparapi %d) and %s are planned, %d bytes; make the batch or"
                  + " the model smaller or use another device",
              name,
              capacity,
              device,
              limit,
              device.maxAllocationBytes(),
              OpenClDevice.APARAPI_BYTES,
              regions,
              start * Float.BYTES));
    }
    elements = end;
    regions.add(name + " (" + capacity + ")");
    return Math.toIntExact(start);
  }
}
