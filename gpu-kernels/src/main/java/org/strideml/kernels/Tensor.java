package org.strideml.kernels;

import java.util.Arrays;

/**
 * A row-major view into an {@link Arena}: an offset and a shape, no data of its own.
 *
 * <p>Two tensors may share elements; operations say which of their arguments may.
 */
public final class Tensor {
  private final Arena arena;
  private final int offset;
  private final int[] shape;
  private final int size;

  Tensor(Arena arena, int offset, int[] shape) {
    this.arena = arena;
    this.offset = offset;
    this.shape = shape.clone();
    this.size = sizeOf(shape);
  }

  static int sizeOf(int[] shape) {
    long size = 1;
    for (int extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "extents must be >= 0, got shape " + Arrays.toString(shape));
      }
      size *= extent;
    }
    return Math.toIntExact(size);
  }

  public Arena arena() {
    return arena;
  }

  /** Index of the first element within the arena. */
  public int offset() {
    return offset;
  }

  /** Number of elements. */
  public int size() {
    return size;
  }

  /** Number of axes. */
  public int rank() {
    return shape.length;
  }

  /** Extent of one axis. */
  public int extent(int axis) {
    return shape[axis];
  }

  /** Product of all extents but the last: the number of rows when seen as a matrix. */
  public int rows() {
    return shape.length == 0 ? 1 : (columns() == 0 ? 0 : size / columns());
  }

  /** The last extent: the row length when seen as a matrix. */
  public int columns() {
    return shape.length == 0 ? 1 : shape[shape.length - 1];
  }

  public int[] shape() {
    return shape.clone();
  }

  /**
   * {@code length} elements from {@code start} on, seen with another shape.
   *
   * @throws IndexOutOfBoundsException when they are not all inside this tensor
   */
  public Tensor slice(int start, int... newShape) {
    int length = sizeOf(newShape);
    java.util.Objects.checkFromIndexSize(start, length, size);
    return new Tensor(arena, offset + start, newShape);
  }

  /** The first {@code rows} rows. */
  public Tensor firstRows(int rows) {
    return slice(0, rows, columns());
  }

  /** Copies all elements in from {@code source}, starting at {@code sourceOffset}. */
  public void write(float[] source, int sourceOffset) {
    arena.write(offset, source, sourceOffset, size);
  }

  /** Copies all elements out to {@code target}, starting at {@code targetOffset}. */
  public void read(float[] target, int targetOffset) {
    arena.read(offset, target, targetOffset, size);
  }

  /** All elements as a new array. */
  public float[] toArray() {
    float[] values = new float[size];
    read(values, 0);
    return values;
  }

  @Override
  public String toString() {
    return arena.name() + Arrays.toString(shape) + "@" + offset;
  }
}
