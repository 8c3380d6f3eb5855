package org.strideml.kernels.opencl;

import java.util.Arrays;
import org.strideml.kernels.Indices;

/** A stretch of the index array, whose truth is on the host, and its places in order of number. */
final class OpenClIndices extends Indices {
  private final ResidentMemory resident;
  private final int base;
  private final int[] numbers;
  private final long[] sortable;
  private final int[] order;
  private int ordered;
  private int orderBase = -1;
  private long readBy = -1;

  /** Takes {@code capacity} of the index array, and as much again once it is to be ordered. */
  OpenClIndices(ResidentMemory resident, int capacity) {
    super(capacity);
    this.resident = resident;
    this.base = resident.reserveIndices(capacity);
    this.numbers = new int[capacity];
    this.sortable = new long[capacity];
    this.order = new int[capacity];
  }

  /** First element in the index array, for a command that is being queued now. */
  int baseForQueuedCommand() {
    readBy = resident.launches();
    return base;
  }

  /**
   * Where the places 0, 1, … of the first {@code length} numbers are, sorted by number and, among
   * equal ones, by place. To be followed by {@link #baseForQueuedCommand}.
   */
  int prepareOrder(int length) {
    if (ordered != length) {
      if (ordered != 0) {
        writing();
      }
      for (int i = 0; i < length; i++) {
        sortable[i] = (long) numbers[i] << Integer.SIZE | i;
      }
      Arrays.sort(sortable, 0, length);
      for (int i = 0; i < length; i++) {
        order[i] = (int) sortable[i];
      }
      if (orderBase < 0) {
        orderBase = resident.reserveIndices(capacity());
      }
      resident.writeIndices(orderBase, order, 0, length);
      ordered = length;
    }
    return orderBase;
  }

  @Override
  protected void writeK(int[] source, int sourceOffset, int length) {
    writing();
    System.arraycopy(source, sourceOffset, numbers, 0, length);
    ordered = 0;
    resident.writeIndices(base, source, sourceOffset, length);
  }

  /** Lets waiting commands see the old numbers first. */
  private void writing() {
    if (readBy == resident.launches()) {
      resident.flush();
    }
  }
}
