package org.strideml.kernels;

/**
 * One flat region of a backend's memory from which {@link Tensor}s are cut front to back.
 *
 * <p>Models cut everything they need once, before the first step; nothing is allocated later. The
 * contents may live on a device: only {@link #write} and {@link #read} move data between it and the
 * host. Fresh memory is zero. Not thread-safe; an arena belongs to the one task that uses its
 * backend.
 */
public abstract class Arena {
  /** Tensors start at multiples of this many elements, so vector loads do not straddle lines. */
  public static final int ALIGNMENT = 16;

  private final String name;
  private final int capacity;
  private int used;
  private long version;

  /**
   * @param name what is kept here, for messages: {@code parameters}, {@code activations}, …
   * @param capacity elements
   */
  protected Arena(String name, int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException(
          "capacity of arena " + name + " must be >= 0 elements, got " + capacity);
    }
    this.name = name;
    this.capacity = capacity;
  }

  /** Elements that tensors of these sizes take together, alignment included. */
  public static int capacityFor(int... sizes) {
    long total = 0;
    for (int size : sizes) {
      total += aligned(size);
    }
    return Math.toIntExact(total);
  }

  private static long aligned(int size) {
    return ((long) size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  public final String name() {
    return name;
  }

  /** Elements this arena holds. */
  public final int capacity() {
    return capacity;
  }

  /** Elements taken so far. */
  public final int used() {
    return used;
  }

  /**
   * Cuts the next tensor.
   *
   * @throws IllegalArgumentException when it does not fit, with the figures
   */
  public final Tensor allocate(int... shape) {
    int size = Tensor.sizeOf(shape);
    if (used + (long) size > capacity) {
      throw new IllegalArgumentException(
          String.format(
              "arena %s holds %d elements and %d are taken, no room for %d more",
              name, capacity, used, size));
    }
    Tensor tensor = new Tensor(this, used, shape);
    used = (int) Math.min(capacity, aligned(used + size));
    return tensor;
  }

  /**
   * A number that grows whenever anything in this arena may have changed. Backends keep prepared
   * copies of weights for as long as it stands still.
   */
  public final long version() {
    return version;
  }

  /** Called by backends and by {@link #write} whenever an element changes. */
  protected final void touch() {
    version++;
  }

  /** Copies {@code length} floats from {@code source} into this arena at {@code offset}. */
  public final void write(int offset, float[] source, int sourceOffset, int length) {
    checkRange(offset, length);
    java.util.Objects.checkFromIndexSize(sourceOffset, length, source.length);
    touch();
    writeK(offset, source, sourceOffset, length);
  }

  /**
   * Copies {@code length} elements at {@code offset} of this arena, as floats, to {@code target}.
   */
  public final void read(int offset, float[] target, int targetOffset, int length) {
    checkRange(offset, length);
    java.util.Objects.checkFromIndexSize(targetOffset, length, target.length);
    readK(offset, target, targetOffset, length);
  }

  protected abstract void writeK(int offset, float[] source, int sourceOffset, int length);

  protected abstract void readK(int offset, float[] target, int targetOffset, int length);

  private void checkRange(int offset, int length) {
    if (offset < 0 || length < 0 || offset + (long) length > capacity) {
      throw new IndexOutOfBoundsException(
          String.format(
              "elements %d..%d of arena %s, which holds %d",
              offset, offset + (long) length, name, capacity));
    }
  }
}
