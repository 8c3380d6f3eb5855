package org.strideml.kernels;

/**
 * A vector in a backend's memory whose length differs from use to use. It grows as it is needed, or
 * is as long as it can ever be from the beginning where the first operation fixes the backend's
 * memory ({@link Backend#sealsMemory}).
 */
public final class GrowingVector {
  private final Backend backend;
  private final String name;
  private final int most;
  private Tensor memory;

  /**
   * @param name of its arenas
   * @param most elements it can ever need
   */
  public GrowingVector(Backend backend, String name, int most) {
    this.backend = backend;
    this.name = name;
    this.most = most;
    if (backend.sealsMemory()) {
      reserve(most);
    }
  }

  private void reserve(int size) {
    memory = backend.newArena(name, Arena.capacityFor(size)).allocate(size);
  }

  /** Its first elements, whose values are lost whenever it has to grow. */
  public Tensor first(int size) {
    if (size > most) {
      throw new IllegalArgumentException(
          "%s: expected at most %d elements, got %d".formatted(name, most, size));
    }
    if (memory == null || memory.size() < size) {
      reserve((int) Math.min(most, 2L * size));
    }
    return memory.slice(0, size);
  }
}
