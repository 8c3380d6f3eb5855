package org.strideml.kernels.reference;

import org.strideml.kernels.Indices;

final class ReferenceIndices extends Indices {
  private final int[] numbers;

  ReferenceIndices(int capacity) {
    super(capacity);
    numbers = new int[capacity];
  }

  int at(int index) {
    return numbers[index];
  }

  @Override
  protected void writeK(int[] source, int sourceOffset, int length) {
    System.arraycopy(source, sourceOffset, numbers, 0, length);
  }
}
