package org.strideml.kernels;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * Tells what a computation would reserve. Its {@link #backend} takes part in laying one out —
 * arenas, indices, operations that fill tables — but has no memory and computes nothing.
 */
public final class MemoryRuler {
  private final List<Reservation> reservations = new ArrayList<>();
  private final boolean sealsMemory;
  private final Backend backend = proxy(Backend.class);

  /**
   * @param what name of an arena, or {@code indices}
   */
  public record Reservation(String what, long bytes) {}

  /**
   * @param sealsMemory what its backend says of itself, see {@link Backend#sealsMemory}
   */
  public MemoryRuler(boolean sealsMemory) {
    this.sealsMemory = sealsMemory;
  }

  /** Good for laying out only: whatever would be read back is absent. */
  public Backend backend() {
    return backend;
  }

  /** In the order they were made. */
  public List<Reservation> reservations() {
    return Collections.unmodifiableList(reservations);
  }

  /** A group of operations, all of which do nothing. */
  private <T> T proxy(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer(method, arguments)));
  }

  private Object answer(Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "newArena" -> arena((String) arguments[0], (int) arguments[1]);
      case "newIndices" -> indices((int) arguments[0]);
      case "operations" -> EnumSet.allOf(Operation.class);
      case "name", "toString" -> "ruler";
      case "sealsMemory" -> sealsMemory;
      default -> {
        Class<?> type = method.getReturnType();
        if (type != void.class && !type.isInterface()) {
          throw new IllegalStateException(method.getName() + ": a ruler computes nothing");
        }
        yield type == void.class ? null : proxy(type);
      }
    };
  }

  private Arena arena(String name, int capacity) {
    reservations.add(new Reservation(name, (long) capacity * Float.BYTES));
    return new Arena(name, capacity) {
      @Override
      protected void writeK(int offset, float[] source, int sourceOffset, int length) {}

      @Override
      protected void readK(int offset, float[] target, int targetOffset, int length) {
        throw new IllegalStateException("read: a ruler has no memory");
      }
    };
  }

  private Indices indices(int capacity) {
    reservations.add(new Reservation("indices", (long) capacity * Integer.BYTES));
    return new Indices(capacity) {
      @Override
      protected void writeK(int[] source, int sourceOffset, int length) {}
    };
  }
}
