package org.strideml.kernels.opencl;

import org.strideml.kernels.Indices;

/** A stretch of the index array, whose truth is on the host. */
final class OpenClIndices extends Indices {
  private final ResidentMemory resident;
  private final int base;
  private long readBy = -1;

  OpenClIndices(ResidentMemory resident, int base, int capacity) {
    super(capacity);
    this.resident = resident;
    this.base = base;
  }

  /** First element in the index array, for a command that is being queued now. */
  int baseForQueuedCommand() {
    readBy = resident.launches();
    return base;
  }

  @Override
  protected void writeK(int[] source, int sourceOffset, int length) {
    if (readBy == resident.launches()) {
      // A waiting command still has to see the old numbers.
      resident.flush();
    }
    resident.writeIndices(base, source, sourceOffset, length);
  }
}
