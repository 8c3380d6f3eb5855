package org.strideml.trainer.model;

import java.util.Arrays;
import java.util.function.Consumer;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.DeviceMemoryException;
import org.strideml.kernels.Tensor;

/**
 * Memory for what lives no longer than one pass, cut front to back.
 *
 * <p>The code that cuts says in one place what a pass needs. Run over a workspace without memory it
 * tells how much that is; run again for fewer rows it packs the same tensors more tightly into the
 * same memory.
 */
final class Workspace {
  private final Tensor pool;
  private int used;

  private Workspace(Tensor pool) {
    this.pool = pool;
  }

  /** Memory of which {@code cutting} takes exactly all. */
  static Tensor reserve(Backend backend, String name, Consumer<Workspace> cutting) {
    Workspace ruler = new Workspace(new Ruler(name).allocate(Integer.MAX_VALUE));
    cutting.accept(ruler);
    return backend.newArena(name, ruler.used).allocate(ruler.used);
  }

  /** A workspace at the start of {@code pool}, whose contents it may overwrite. */
  static Workspace over(Tensor pool) {
    return new Workspace(pool);
  }

  /**
   * The next tensor, aligned as an arena would.
   *
   * @throws DeviceMemoryException when it does not fit, with the figures
   */
  Tensor cut(int... shape) {
    long size = 1;
    for (int extent : shape) {
      size = Math.multiplyExact(size, (long) extent);
    }
    long end = used + (size + Arena.ALIGNMENT - 1) / Arena.ALIGNMENT * Arena.ALIGNMENT;
    if (end > pool.size()) {
      throw new DeviceMemoryException(
          String.format(
              "%s need more than the %d elements one arena can hold, at %s after %d; use a smaller"
                  + " batch",
              pool.arena().name(), pool.size(), Arrays.toString(shape), used));
    }
    Tensor tensor = pool.slice(used, shape);
    used = (int) end;
    return tensor;
  }

  /** As large as an arena can be, without memory. */
  private static final class Ruler extends Arena {
    Ruler(String name) {
      super(name, Integer.MAX_VALUE);
    }

    @Override
    protected void writeK(int offset, float[] source, int sourceOffset, int length) {
      throw new IllegalStateException("a ruler has no memory to write to");
    }

    @Override
    protected void readK(int offset, float[] target, int targetOffset, int length) {
      throw new IllegalStateException("a ruler has no memory to read from");
    }
  }
}
