package org.strideml.kernels.opencl;

import org.strideml.kernels.Arena;

/** A region of the device's array. Until that exists, what is written waits here. */
final class OpenClArena extends Arena {
  private final OpenClBackend backend;
  private final int base;
  private float[] image = {};

  OpenClArena(OpenClBackend backend, String name, int base, int capacity) {
    super(name, capacity);
    this.backend = backend;
    this.base = base;
  }

  /** First element in the device's array. */
  int base() {
    return base;
  }

  /** Puts what has been written so far into the device array's first image. */
  void imprint(float[] memory) {
    System.arraycopy(image, 0, memory, base, image.length);
    image = new float[0];
  }

  @Override
  protected void writeK(int offset, float[] source, int sourceOffset, int length) {
    if (backend.isSealed()) {
      backend.resident().write(base + offset, source, sourceOffset, length);
    } else {
      if (image.length == 0) {
        image = new float[capacity()];
      }
      System.arraycopy(source, sourceOffset, image, offset, length);
    }
  }

  @Override
  protected void readK(int offset, float[] target, int targetOffset, int length) {
    if (backend.isSealed()) {
      backend.resident().read(base + offset, target, targetOffset, length);
    } else if (image.length == 0) {
      java.util.Arrays.fill(target, targetOffset, targetOffset + length, 0f);
    } else {
      System.arraycopy(image, offset, target, targetOffset, length);
    }
  }
}
