package org.strideml.kernels;

import java.util.Objects;

/**
 * Whole numbers an operation reads: token ids, class labels. Belongs to one backend, which may hold
 * them on a device; they enter through {@link #write} only. Their length and range are known here,
 * so an operation can refuse them before it starts.
 */
public abstract class Indices {
  private final int capacity;
  private int length;
  private int minimum;
  private int maximum;

  protected Indices(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity of indices must be >= 0, got " + capacity);
    }
    this.capacity = capacity;
  }

  public final int capacity() {
    return capacity;
  }

  /** How many numbers the last {@link #write} brought; 0 before the first. */
  public final int length() {
    return length;
  }

  /** Smallest of the {@link #length} numbers; 0 when there are none. */
  public final int minimum() {
    return minimum;
  }

  /** Largest of the {@link #length} numbers; 0 when there are none. */
  public final int maximum() {
    return maximum;
  }

  /** Replaces all numbers by {@code length} ones of {@code source}. */
  public final void write(int[] source, int sourceOffset, int length) {
    Objects.checkFromIndexSize(sourceOffset, length, source.length);
    Objects.checkFromIndexSize(0, length, capacity);
    int smallest = length == 0 ? 0 : Integer.MAX_VALUE;
    int largest = length == 0 ? 0 : Integer.MIN_VALUE;
    for (int i = sourceOffset; i < sourceOffset + length; i++) {
      smallest = Math.min(smallest, source[i]);
      largest = Math.max(largest, source[i]);
    }
    writeK(source, sourceOffset, length);
    this.length = length;
    this.minimum = smallest;
    this.maximum = largest;
  }

  protected abstract void writeK(int[] source, int sourceOffset, int length);
}
