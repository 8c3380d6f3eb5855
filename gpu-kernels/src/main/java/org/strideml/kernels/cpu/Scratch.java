package org.strideml.kernels.cpu;

import org.strideml.kernels.Tensor;

/** Memory that one operation uses while it runs; grows to the largest ever asked for. */
final class Scratch {
  private Tensor memory = allocate(0);

  /** At least {@code size} elements of any content. */
  Tensor of(int size) {
    if (memory.size() < size) {
      free();
      memory = allocate(size);
    }
    return memory;
  }

  void free() {
    ((CpuArena) memory.arena()).free();
  }

  private static Tensor allocate(int size) {
    return new CpuArena("scratch", size).allocate(size);
  }
}
