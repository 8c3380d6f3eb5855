package org.strideml.kernels;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Validates once for all backends: shapes, ownership, overlap, range of indices and presence of the
 * operation. Then it {@linkplain Arena#touch touches} the arenas about to be written and calls the
 * {@code ...K} method, which may rely on all of it.
 *
 * <p>A refused call has changed nothing. {@link IllegalArgumentException} means wrong arguments,
 * {@link IllegalStateException} an operation this backend lacks or a backend already closed.
 */
public abstract class CheckedBackend implements Backend {
  private final Set<Object> owned = Collections.newSetFromMap(new IdentityHashMap<>());
  private LossOperations losses;
  private ImageOperations images;
  private SequenceOperations sequence;
  private boolean closed;
  private SparseOperations sparse;

  @Override
  public final Arena newArena(String name, int capacity) {
    requireOpen("newArena");
    Arena arena = newArenaK(name, capacity);
    owned.add(arena);
    return arena;
  }

  @Override
  public final Indices newIndices(int capacity) {
    requireOpen("newIndices");
    Indices indices = newIndicesK(capacity);
    owned.add(indices);
    return indices;
  }

  @Override
  public final void fill(Tensor x, float value) {
    requireOpen("fill");
    writes("fill", "x", x);
    x.arena().touch();
    fillK(x, value);
  }

  @Override
  public final void copy(Tensor x, Tensor y) {
    requireOpen("copy");
    reads("copy", "x", x);
    writes("copy", "y", y);
    Requirements.sameSize("copy", "y", y, "x", x);
    Requirements.apart("copy", "y", y, "x", x);
    y.arena().touch();
    copyK(x, y);
  }

  @Override
  public final void copyColumns(Tensor from, int fromColumn, Tensor to, int toColumn, int columns) {
    requireOpen("copyColumns");
    reads("copyColumns", "from", from);
    writes("copyColumns", "to", to);
    Requirements.apart("copyColumns", "to", to, "from", from);
    Requirements.columnRange("copyColumns", "from", from, fromColumn, columns);
    Requirements.columnRange("copyColumns", "to", to, toColumn, columns);
    Requirements.that(
        from.rows() == to.rows(), "copyColumns", "to must have as many rows", from, to);
    to.arena().touch();
    copyColumnsK(from, fromColumn, to, toColumn, columns);
  }

  @Override
  public final void add(Tensor x, Tensor y) {
    requireOpen("add");
    reads("add", "x", x);
    writes("add", "y", y);
    Requirements.sameSize("add", "y", y, "x", x);
    Requirements.apart("add", "y", y, "x", x);
    y.arena().touch();
    addK(x, y);
  }

  @Override
  public final void dropout(Dropout dropout, Tensor x, Tensor y) {
    requireOpen("dropout");
    reads("dropout", "x", x);
    writes("dropout", "y", y);
    Requirements.sameSize("dropout", "y", y, "x", x);
    boolean same = x.arena() == y.arena() && x.offset() == y.offset();
    if (!same) {
      Requirements.apart("dropout", "y", y, "x (unless it is the same)", x);
    }
    y.arena().touch();
    dropoutK(dropout, x, y);
  }

  @Override
  public final LossOperations losses() {
    if (losses == null) {
      losses = new CheckedLosses(this, require(lossesK(), "losses", Operation.LOSS));
    }
    return losses;
  }

  @Override
  public final ImageOperations images() {
    if (images == null) {
      images = new CheckedImages(this, require(imagesK(), "images", Operation.IMAGE));
    }
    return images;
  }

  @Override
  public final void denseForward(Dense layer, Tensor x, Tensor residual, Tensor pre, Tensor y) {
    begin("denseForward", Operation.DENSE);
    DenseChecks.forward(this, layer, x, residual, pre, y);
    touch(pre);
    touch(y);
    denseForwardK(layer, x, residual, pre, y);
  }

  @Override
  public final void denseBackward(
      Dense layer, Tensor x, Tensor pre, Tensor dy, Tensor dx, DenseGradients gradients) {
    begin("denseBackward", Operation.DENSE);
    DenseChecks.backward(this, layer, x, pre, dy, dx, gradients);
    touch(dy);
    touch(dx);
    touch(gradients.weight());
    touch(gradients.bias());
    denseBackwardK(layer, x, pre, dy, dx, gradients);
  }

  @Override
  public final SequenceOperations sequence() {
    if (sequence == null) {
      sequence = new CheckedSequence(this, require(sequenceK(), "sequence", Operation.SEQUENCE));
    }
    return sequence;
  }

  @Override
  public final void clipScale(Tensor gradient, float maxNorm, Tensor scale) {
    begin("clipScale", Operation.OPTIMIZER);
    OptimizerChecks.clipScale(this, gradient, maxNorm, scale);
    touch(scale);
    clipScaleK(gradient, maxNorm, scale);
  }

  @Override
  public final void sgd(
      SgdStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor momentum) {
    begin("sgd", Operation.OPTIMIZER);
    OptimizerChecks.sgd(this, step, parameters, gradient, gradientScale, momentum);
    touch(parameters);
    touch(momentum);
    sgdK(step, parameters, gradient, gradientScale, momentum);
  }

  @Override
  public final void adamW(
      AdamWStep step,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      Tensor m,
      Tensor v) {
    begin("adamW", Operation.OPTIMIZER);
    OptimizerChecks.adamW(this, step, parameters, gradient, gradientScale, m, v);
    touch(parameters);
    touch(m);
    touch(v);
    adamWK(step, parameters, gradient, gradientScale, m, v);
  }

  @Override
  public final SparseOperations sparse() {
    if (sparse == null) {
      sparse = new CheckedSparse(this, require(sparseK(), "sparse", Operation.SPARSE));
    }
    return sparse;
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      owned.clear();
      closeK();
    }
  }

  protected abstract Arena newArenaK(String name, int capacity);

  protected abstract Indices newIndicesK(int capacity);

  protected abstract void fillK(Tensor x, float value);

  protected abstract void copyK(Tensor x, Tensor y);

  protected abstract void copyColumnsK(
      Tensor from, int fromColumn, Tensor to, int toColumn, int columns);

  protected abstract void addK(Tensor x, Tensor y);

  protected abstract void dropoutK(Dropout dropout, Tensor x, Tensor y);

  /** Unchecked losses, made once; {@code null} when the backend has none. */
  protected abstract LossOperations lossesK();

  protected abstract void denseForwardK(
      Dense layer, Tensor x, Tensor residual, Tensor pre, Tensor y);

  protected abstract void denseBackwardK(
      Dense layer, Tensor x, Tensor pre, Tensor dy, Tensor dx, DenseGradients gradients);

  protected abstract void clipScaleK(Tensor gradient, float maxNorm, Tensor scale);

  protected abstract void sgdK(
      SgdStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor momentum);

  protected abstract void adamWK(
      AdamWStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor m, Tensor v);

  /** Unchecked operations on sequences, made once; {@code null} when the backend has none. */
  protected SequenceOperations sequenceK() {
    return null;
  }

  /** Unchecked operations on sparse rows, made once; {@code null} when the backend has none. */
  protected SparseOperations sparseK() {
    return null;
  }

  /** Unchecked image operations, made once; {@code null} when the backend has none. */
  protected ImageOperations imagesK() {
    return null;
  }

  /** Frees what the backend holds; called once. */
  protected abstract void closeK();

  final void reads(String operation, String role, Tensor tensor) {
    if (!owned.contains(tensor.arena())) {
      throw new IllegalArgumentException(
          String.format(
              "%s: %s %s belongs to another backend than this %s; copy it with read and write",
              operation, role, tensor, name()));
    }
  }

  final void reads(String operation, String role, Indices indices) {
    if (!owned.contains(indices)) {
      throw new IllegalArgumentException(
          String.format("%s: %s were not made by this backend %s", operation, role, name()));
    }
  }

  final void writes(String operation, String role, Tensor tensor) {
    reads(operation, role, tensor);
  }

  final void begin(String operation, Operation group) {
    requireOpen(operation);
    if (!operations().contains(group)) {
      throw absent(operation, group);
    }
  }

  /** The raw operations of a group, unless the backend lacks them. */
  private <G> G require(G operations, String accessor, Operation group) {
    if (operations == null) {
      throw absent(accessor, group);
    }
    return operations;
  }

  private IllegalStateException absent(String operation, Operation group) {
    return new IllegalStateException(
        String.format(
            "%s needs %s, which backend %s lacks; it has %s",
            operation, group, name(), operations()));
  }

  final void requireOpen(String operation) {
    if (closed) {
      throw new IllegalStateException(operation + ": backend " + name() + " is closed");
    }
  }

  static void touch(Tensor written) {
    if (written != null) {
      written.arena().touch();
    }
  }
}
