package org.strideml.kernels.opencl;

import org.strideml.kernels.Tensor;

/** Commands waiting for the device, in the form the kernel reads. */
final class CommandList {
  /** Commands of one execution. The collector stands still during it, so it should not be long. */
  static final int CAPACITY = 64;

  /** What goes up with an execution, however many commands it has. */
  static final int BYTES = CAPACITY * GridKernel.STRIDE * (Integer.BYTES + Float.BYTES);

  final int[] numbers = new int[CAPACITY * GridKernel.STRIDE];
  final float[] fractions = new float[CAPACITY * GridKernel.STRIDE];
  private int count;
  private int nextNumber;
  private int nextFraction;

  int count() {
    return count;
  }

  boolean isFull() {
    return count == CAPACITY;
  }

  /** Starts the next command; its arguments follow. */
  CommandList begin(int mode) {
    nextNumber = count * GridKernel.STRIDE;
    nextFraction = nextNumber;
    count++;
    return number(mode);
  }

  CommandList number(int value) {
    numbers[nextNumber++] = value;
    return this;
  }

  /** Where a tensor begins in the device's array; {@link OpenClBackend#NONE} for {@code null}. */
  CommandList tensor(Tensor tensor) {
    return number(OpenClBackend.at(tensor));
  }

  CommandList flag(boolean value) {
    return number(value ? 1 : 0);
  }

  CommandList fraction(double value) {
    fractions[nextFraction++] = (float) value;
    return this;
  }

  void clear() {
    count = 0;
  }
}
