package org.strideml.trainer.model;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A named tensor's place in the flat parameter vector.
 *
 * @param name as in the saved file, such as {@code transformer.wte.weight}
 * @param offset first element in the flat vector
 * @param shape extents, row-major
 * @param sparse whether it is a table of which a step changes few rows
 */
public record ParameterSlice(String name, int offset, int[] shape, boolean sparse)
    implements Serializable {
  public ParameterSlice {
    shape = shape.clone();
  }

  /** A tensor that every step changes as a whole. */
  public ParameterSlice(String name, int offset, int... shape) {
    this(name, offset, shape, false);
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public int size() {
    int size = 1;
    for (int extent : shape) {
      size = Math.multiplyExact(size, extent);
    }
    return size;
  }

  /** The last extent. */
  int columns() {
    return shape[shape.length - 1];
  }

  public int rank() {
    return shape.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterSlice slice
        && slice.name.equals(name)
        && slice.offset == offset
        && slice.sparse == sparse
        && Arrays.equals(slice.shape, shape);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + offset;
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape) + "@" + offset;
  }
}
