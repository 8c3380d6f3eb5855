package org.strideml.kernels;

/**
 * The tensors of one call at a time: whose they are, and that what is written shares no element
 * with any other. Made once per group of operations, so that calls allocate nothing.
 */
final class Arguments {
  private static final int MOST = 12;

  private final CheckedBackend backend;
  private final Tensor[] tensors = new Tensor[MOST];
  private final String[] roles = new String[MOST];
  private final boolean[] written = new boolean[MOST];
  private String operation;
  private int count;

  Arguments(CheckedBackend backend) {
    this.backend = backend;
  }

  /** Starts with another call. */
  Arguments of(String operation) {
    this.operation = operation;
    count = 0;
    return this;
  }

  /** A tensor that is read; {@code null} for none. */
  Arguments reads(String role, Tensor tensor) {
    return add(role, tensor, false);
  }

  /** A tensor that is written; {@code null} for none. */
  Arguments writes(String role, Tensor tensor) {
    return add(role, tensor, true);
  }

  private Arguments add(String role, Tensor tensor, boolean isWritten) {
    if (tensor != null) {
      backend.reads(operation, role, tensor);
      tensors[count] = tensor;
      roles[count] = role;
      written[count] = isWritten;
      count++;
    }
    return this;
  }

  /** Refuses overlaps; then touches what will be written. */
  void check() {
    for (int i = 0; i < count; i++) {
      for (int j = 0; written[i] && j < count; j++) {
        if (j != i) {
          Requirements.apart(operation, roles[i], tensors[i], roles[j], tensors[j]);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      if (written[i]) {
        CheckedBackend.touch(tensors[i]);
      }
      tensors[i] = null;
    }
  }
}
