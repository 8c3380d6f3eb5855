package org.strideml.kernels;

/**
 * Whole numbers an operation reads: token ids, class labels. Belongs to one backend, which may hold
 * them on a device; they enter through {@link #write} only.
 */
public abstract class Indices {
  private final int capacity;

  protected Indices(int capacity) {
    this.capacity = capacity;
  }

  public final int capacity() {
    return capacity;
  }

  /** Replaces the first {@code length} numbers by those of {@code source}. */
  public final void write(int[] source, int sourceOffset, int length) {
    java.util.Objects.checkFromIndexSize(sourceOffset, length, source.length);
    java.util.Objects.checkFromIndexSize(0, length, capacity);
    writeK(source, sourceOffset, length);
  }

  protected abstract void writeK(int[] source, int sourceOffset, int length);
}
