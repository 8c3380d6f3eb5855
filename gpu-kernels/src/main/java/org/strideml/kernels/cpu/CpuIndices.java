package org.strideml.kernels.cpu;

import org.strideml.kernels.Indices;

final class CpuIndices extends Indices {
  private final int[] numbers;

  CpuIndices(int capacity) {
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
