package org.strideml.kernels.cpu;

import java.nio.ByteBuffer;
import org.strideml.kernels.Tensor;

/**
 * A movable window onto a tensor: one of its rows, or any stretch of elements. Made once and aimed
 * again and again, so that loops allocate nothing.
 */
final class Row {
  private ByteBuffer bytes;
  private int tensorStart;
  private int columns;
  private int start;

  /** Aims at the first row of {@code tensor}. */
  Row of(Tensor tensor) {
    bytes = ((CpuArena) tensor.arena()).bytes();
    tensorStart = tensor.offset();
    columns = tensor.columns();
    start = tensorStart;
    return this;
  }

  /** Moves to another row of the same tensor. */
  Row at(int row) {
    start = tensorStart + row * columns;
    return this;
  }

  /** Moves to an element of the same tensor. */
  Row from(int element) {
    start = tensorStart + element;
    return this;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /** Byte offset of the first element. */
  int byteOffset() {
    return start * Float.BYTES;
  }

  /** Copies n elements of a row that is this one or does not overlap it. */
  void copy(Row source, int n) {
    bytes.put(byteOffset(), source.bytes, source.byteOffset(), n * Float.BYTES);
  }

  float get(int index) {
    return bytes.getFloat((start + index) * Float.BYTES);
  }

  void set(int index, float value) {
    bytes.putFloat((start + index) * Float.BYTES, value);
  }
}
