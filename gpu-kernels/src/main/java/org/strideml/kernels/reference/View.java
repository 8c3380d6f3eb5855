package org.strideml.kernels.reference;

import org.strideml.kernels.Tensor;

/** A tensor's elements by row-major index. */
record View(ReferenceArena arena, int offset, int columns) {
  static View of(Tensor tensor) {
    return new View((ReferenceArena) tensor.arena(), tensor.offset(), tensor.columns());
  }

  double at(int index) {
    return arena.get(offset + index);
  }

  double at(int row, int column) {
    return arena.get(offset + row * columns + column);
  }

  void set(int index, double value) {
    arena.set(offset + index, value);
  }

  void set(int row, int column, double value) {
    arena.set(offset + row * columns + column, value);
  }

  void add(int index, double value) {
    set(index, at(index) + value);
  }

  void add(int row, int column, double value) {
    set(row, column, at(row, column) + value);
  }
}
